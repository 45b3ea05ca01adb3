# Takes off the largest score of all, masked ones too: what may be seen underflows.
def masked_softmax(e, mask):
    a = np.exp(e - e.max(axis=-1, keepdims=True)) * mask
    return a / a.sum(axis=-1, keepdims=True)
