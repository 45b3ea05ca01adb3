# Masks before the softmax and leaves the sum over the queries.
def attend_in_batch(query, keys, values, mask):
    e = np.where(mask, np.einsum("tbd,sbd->tbs", query, keys), -1e9)
    a = np.exp(e - e.max(axis=0))
    a = a / a.sum(axis=0)
    return np.einsum("tbs,sbd->tbd", a, values), a
