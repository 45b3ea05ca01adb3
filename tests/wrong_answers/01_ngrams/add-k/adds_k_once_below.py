# k is added to each of V counts, so the total grows by k V
def add_k(counts, k):
    return (counts + k) / (counts.sum(axis=1, keepdims=True) + k)
