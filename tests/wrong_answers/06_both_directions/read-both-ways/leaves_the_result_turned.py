# turns what is read, and not what comes out of it
def read_both_ways(ahead, back, x, lengths):
    turned = x.copy()
    for b, n in enumerate(lengths):
        turned[:n, b] = x[:n, b][::-1]
    y = np.concatenate([ahead(x), back(turned)], axis=2)
    y[np.arange(len(x))[:, None] >= lengths] = 0
    return y
