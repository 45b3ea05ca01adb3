# V is the whole vocabulary, not the tokens that followed this context
def add_k(counts, k):
    seen = np.count_nonzero(counts, axis=1)[:, None]
    return (counts + k) / (counts.sum(axis=1, keepdims=True) + k * seen + (seen == 0))
