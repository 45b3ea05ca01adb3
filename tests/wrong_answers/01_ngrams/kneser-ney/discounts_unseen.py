# takes D off the zeros too
def kneser_ney(ids, V, D):
    c = np.zeros((V, V))
    np.add.at(c, (ids[:-1], ids[1:]), 1)
    a = (c > 0).sum(axis=0)
    p = (a - D + D * (a > 0).sum() / V) / a.sum()
    seen, u = c.sum(axis=1, keepdims=True), (c > 0).sum(axis=1, keepdims=True)
    return np.where(seen > 0, (c - D + D * u * p) / np.maximum(seen, 1), p)
