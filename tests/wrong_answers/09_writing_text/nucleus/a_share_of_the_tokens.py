# Keeps a share of the tokens, not of the probability.
def nucleus(p, top_p):
    kept = np.argsort(-p, kind="stable")[: int(np.ceil(top_p * len(p)))]
    q = np.zeros_like(p)
    q[kept] = p[kept]
    return q / q.sum()
