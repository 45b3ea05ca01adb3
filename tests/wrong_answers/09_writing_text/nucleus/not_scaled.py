# What is left is not scaled to sum to one.
def nucleus(p, top_p):
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    kept = order[before < top_p]
    q = np.zeros_like(p)
    q[kept] = p[kept]
    return q
