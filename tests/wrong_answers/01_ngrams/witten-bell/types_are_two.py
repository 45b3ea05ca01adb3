# takes the example's number of different tokens for everybody's
def witten_bell(counts, lower):
    total = counts.sum()
    return (counts + 2 * lower) / (total + 2) if total else lower
