# A loop over the rows.
def masked_softmax(e, mask):
    a = np.zeros(e.shape)
    for b in range(len(e)):
        kept = np.exp(e[b][mask[b]] - e[b][mask[b]].max())
        a[b, mask[b]] = kept / kept.sum()
    return a
