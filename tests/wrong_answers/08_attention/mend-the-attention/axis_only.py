# Mends the axis and leaves the mask after the softmax.
def attend_in_batch(query, keys, values, mask):
    e = np.einsum("tbd,sbd->tbs", query, keys)
    a = np.exp(e - e.max(axis=2, keepdims=True))
    a = a / a.sum(axis=2, keepdims=True) * mask
    return np.einsum("tbs,sbd->tbd", a, values), a
