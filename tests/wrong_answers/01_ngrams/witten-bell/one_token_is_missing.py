# thinks that all tokens but one followed
def witten_bell(counts, lower):
    total, different = counts.sum(), len(counts) - 1
    return (counts + different * lower) / (total + different) if total else lower
