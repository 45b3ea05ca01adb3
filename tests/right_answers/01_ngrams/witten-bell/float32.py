# in float32
def witten_bell(counts, lower):
    counts, lower = np.asarray(counts, np.float32), np.asarray(lower, np.float32)
    u = np.float32(np.count_nonzero(counts))
    return (counts + u * lower) / (counts.sum() + u) if counts.any() else lower
