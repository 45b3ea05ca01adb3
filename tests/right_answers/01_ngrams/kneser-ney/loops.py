# dictionaries and loops, a list of lists
def kneser_ney(ids, V, D):
    c = {}
    for v, w in zip(ids.tolist(), ids.tolist()[1:]):
        c[v, w] = c.get((v, w), 0) + 1
    a = [sum((v, w) in c for v in range(V)) for w in range(V)]
    pairs, ends = sum(a), sum(x > 0 for x in a)
    p = [(max(x - D, 0) + D * ends / V) / pairs for x in a]
    table = []
    for v in range(V):
        row = [c.get((v, w), 0) for w in range(V)]
        n, u = sum(row), sum(x > 0 for x in row)
        table.append([(max(x - D, 0) + D * u * q) / n for x, q in zip(row, p)] if n else list(p))
    return table
