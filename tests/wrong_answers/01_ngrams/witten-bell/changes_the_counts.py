# works in the caller's array
def witten_bell(counts, lower):
    total, different = counts.sum(), np.count_nonzero(counts)
    if total == 0:
        return lower
    counts += different * lower
    counts /= total + different
    return counts
