# Sums over the batch, axis 1, where the positions are axis 2.
def attend_in_batch(query, keys, values, mask):
    e = np.where(mask, np.einsum("tbd,sbd->tbs", query, keys), -1e9)
    a = np.exp(e - e.max(axis=1, keepdims=True))
    a = a / a.sum(axis=1, keepdims=True)
    return np.einsum("tbs,sbd->tbd", a, values), a
