# Sums over the batch: sequences compete with each other.
def masked_softmax(e, mask):
    e = np.where(mask, e, -np.inf)
    a = np.exp(e - e.max(axis=0))
    return a / a.sum(axis=0)
