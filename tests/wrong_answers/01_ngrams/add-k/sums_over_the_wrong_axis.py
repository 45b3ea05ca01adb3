# a column's sum is how often a token came, not how often a context was seen
def add_k(counts, k):
    return (counts + k) / (counts.sum(axis=0, keepdims=True) + k * counts.shape[0])
