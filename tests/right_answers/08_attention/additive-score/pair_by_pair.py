# One pair at a time.
def additive_score(query, keys, W_q, W_k, v):
    e = np.zeros((len(query), len(keys)))
    for t, q in enumerate(query):
        for s, k in enumerate(keys):
            e[t, s] = v @ np.tanh(W_q @ q + W_k @ k)
    return e
