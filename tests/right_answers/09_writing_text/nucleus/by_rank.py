# Counts how many are needed.
def nucleus(p, top_p):
    order = np.argsort(p)[::-1]
    needed = np.searchsorted(np.cumsum(p[order]), top_p) + 1
    q = np.zeros(len(p))
    q[order[:needed]] = p[order[:needed]]
    return q / q.sum()
