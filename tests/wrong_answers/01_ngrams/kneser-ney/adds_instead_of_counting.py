# table[i, j] += 1 with arrays of indices counts each pair once
def kneser_ney(ids, V, D):
    c = np.zeros((V, V))
    c[ids[:-1], ids[1:]] += 1
    a = (c > 0).sum(axis=0)
    p = (np.maximum(a - D, 0) + D * (a > 0).sum() / V) / a.sum()
    seen, u = c.sum(axis=1, keepdims=True), (c > 0).sum(axis=1, keepdims=True)
    return np.where(seen > 0, (np.maximum(c - D, 0) + D * u * p) / np.maximum(seen, 1), p)
