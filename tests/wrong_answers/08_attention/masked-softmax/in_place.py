# The caller's scores are overwritten.


def masked_softmax(e, mask):
    e[~mask] = -np.inf
    a = np.exp(e - e.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)
