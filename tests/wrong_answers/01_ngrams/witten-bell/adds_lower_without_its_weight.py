# the two weights have to sum to one
def witten_bell(counts, lower):
    N, T = counts.sum(), np.count_nonzero(counts)
    if N == 0:
        return lower
    return N / (N + T) * counts / N + lower
