# One-hot matrices in place of indices.
def tied_gradient(E, W, ids):
    x, y = ids[:-1], ids[1:]
    h = np.tanh(E[x] @ W.T)
    s = h @ E.T
    s = s - s.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    ds = np.exp(log_p)
    ds[rows, y] -= 1
    ds = ds / len(y)
    da = ds @ E * (1 - h**2)
    dE = ds.T @ h
    dE = dE + np.eye(len(E))[x].T @ (da @ W)
    return -log_p[rows, y].mean(), dE, da.T @ E[x]
