# One maximum for all rows: a row far below it becomes 0 divided by 0.


def masked_softmax(e, mask):
    e = np.where(mask, e, -np.inf)
    a = np.exp(e - e.max())
    return a / a.sum(axis=-1, keepdims=True)
