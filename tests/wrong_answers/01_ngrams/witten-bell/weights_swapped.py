# a context with many different followers should trust itself less, not more
def witten_bell(counts, lower):
    N, T = counts.sum(), np.count_nonzero(counts)
    if N == 0:
        return lower
    trust = T / (N + T)
    return trust * counts / N + (1 - trust) * lower
