# One token after the other.
def tied_gradient(E, W, ids):
    loss, dE, dW, n = 0.0, np.zeros_like(E), np.zeros_like(W), len(ids) - 1
    for x, y in zip(ids[:-1], ids[1:]):
        h = np.tanh(W @ E[x])
        s = E @ h
        p = np.exp(s - s.max())
        loss -= (s[y] - s.max() - np.log(p.sum())) / n
        ds = p / p.sum() / n
        ds[y] -= 1 / n
        da = (E.T @ ds) * (1 - h * h)
        dE += np.outer(ds, h)
        dE[x] += W.T @ da
        dW += np.outer(da, E[x])
    return loss, dE, dW
