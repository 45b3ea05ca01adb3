# Masks after the softmax: the rows no longer sum to one.
def masked_softmax(e, mask):
    a = np.exp(e - e.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True) * mask
