# token by token, a list
def witten_bell(counts, lower):
    c = sum(counts)
    u = len([x for x in counts if x > 0])
    if c == 0:
        return list(lower)
    return [c / (c + u) * x / c + u / (c + u) * p for x, p in zip(counts, lower)]
