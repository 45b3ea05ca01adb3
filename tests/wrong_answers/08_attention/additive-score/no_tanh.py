# Forgets the tanh: the score is then linear, and the query adds the same to every position.
def additive_score(query, keys, W_q, W_k, v):
    return ((query @ W_q.T)[:, None] + (keys @ W_k.T)[None]) @ v
