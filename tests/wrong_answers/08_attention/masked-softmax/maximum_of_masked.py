# The maximum is taken before the mask.
def masked_softmax(e, mask):
    a = np.exp(e - e.max(axis=-1, keepdims=True)) * mask
    return a / a.sum(axis=-1, keepdims=True)
