# Hides what may be seen: True means "may be attended to".
def attend_in_batch(query, keys, values, mask):
    e = np.where(mask, -1e9, np.einsum("tbd,sbd->tbs", query, keys))
    a = np.exp(e - e.max(axis=2, keepdims=True))
    a = a / a.sum(axis=2, keepdims=True)
    return np.einsum("tbs,sbd->tbd", a, values), a
