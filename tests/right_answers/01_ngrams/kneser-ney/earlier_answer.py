# a helper for both levels, in float32
def level(counts, D, lower):
    total = counts.sum()
    if total == 0:
        return lower
    return (np.maximum(counts - D, 0) + D * np.count_nonzero(counts) * lower) / total


def kneser_ney(ids, V, D):
    c = np.bincount(ids[:-1] * V + ids[1:], minlength=V * V).reshape(V, V)
    p = level(np.count_nonzero(c, axis=0), D, np.full(V, 1 / V))
    return np.stack([level(row, D, p) for row in c]).astype(np.float32)
