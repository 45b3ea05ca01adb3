# leaves the discount out of the shorter context: an unseen token gets 0
def kneser_ney(ids, V, D):
    c = np.zeros((V, V))
    np.add.at(c, (ids[:-1], ids[1:]), 1)
    a = (c > 0).sum(axis=0)
    p = a / a.sum()
    seen, u = c.sum(axis=1, keepdims=True), (c > 0).sum(axis=1, keepdims=True)
    return np.where(seen > 0, (np.maximum(c - D, 0) + D * u * p) / np.maximum(seen, 1), p)
