# The package's softmax, after the mask.
def masked_softmax(e, mask):
    return scratch.softmax(np.where(mask, e, e.dtype.type(-np.inf)))
