# T counts the different tokens that followed, not all that could
def witten_bell(counts, lower):
    N, T = counts.sum(), len(counts)
    return (counts + T * lower) / (N + T)
