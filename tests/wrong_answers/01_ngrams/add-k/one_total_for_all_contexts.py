# each context has its own total
def add_k(counts, k):
    return (counts + k) / (counts.sum() + k * counts.size)
