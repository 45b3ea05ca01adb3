# a context never seen gives 0 / 0
def witten_bell(counts, lower):
    N, T = counts.sum(), np.count_nonzero(counts)
    return (counts + T * lower) / max(N + T, 1)
