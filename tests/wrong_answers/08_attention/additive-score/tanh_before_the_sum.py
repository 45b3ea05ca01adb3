# Squashes query and key one by one: then they never meet inside the tanh.
def additive_score(query, keys, W_q, W_k, v):
    asked, offered = np.tanh(query @ W_q.T), np.tanh(keys @ W_k.T)
    return (asked[:, None] + offered[None]) @ v
