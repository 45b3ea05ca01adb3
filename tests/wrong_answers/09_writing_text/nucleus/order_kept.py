# The result stands in the order of falling probability.
def nucleus(p, top_p):
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    kept = order[before < top_p]
    q = np.zeros_like(p)
    q[: len(kept)] = p[kept]
    return q / q.sum()
