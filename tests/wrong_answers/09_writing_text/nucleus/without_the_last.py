# The token that crosses the line is left out.
def nucleus(p, top_p):
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]
    kept = order[np.cumsum(p[order]) <= top_p]
    q = np.zeros_like(p)
    q[kept] = p[kept]
    return q / q.sum()
