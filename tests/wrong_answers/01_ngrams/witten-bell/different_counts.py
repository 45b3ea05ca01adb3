# counts the different values among the counts, not the different tokens
def witten_bell(counts, lower):
    total, different = counts.sum(), len(np.unique(counts[counts > 0]))
    return (counts + different * lower) / (total + different) if total else lower
