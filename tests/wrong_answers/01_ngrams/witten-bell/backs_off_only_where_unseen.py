# interpolation mixes in the shorter context for every token, not only for unseen ones
def witten_bell(counts, lower):
    N, T = counts.sum(), np.count_nonzero(counts)
    if N == 0:
        return lower
    return np.where(counts > 0, counts / (N + T), T / (N + T) * lower)
