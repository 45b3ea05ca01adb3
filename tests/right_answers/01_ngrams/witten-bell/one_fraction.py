# everything over one denominator
def witten_bell(counts, lower):
    total, different = counts.sum(), (counts > 0).sum()
    return (counts + different * lower) / (total + different) if total > 0 else lower
