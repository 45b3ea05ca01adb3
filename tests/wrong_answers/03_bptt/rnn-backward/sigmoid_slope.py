# takes the slope of the sigmoid
def rnn_backward(P, x, h, dy, dh_end, lengths):
    dx, dh = np.zeros_like(x), dh_end
    grads = {name: np.zeros_like(array) for name, array in P.items()}
    for t in range(len(x), 0, -1):
        reads = (t <= np.asarray(lengths))[:, None]
        arrived = dh + dy[t - 1]
        da = np.where(reads, h[t] * (1 - h[t]) * arrived, 0)
        dx[t - 1] = da @ P["W_xh"]
        grads["W_xh"] += da.T @ x[t - 1]
        grads["W_hh"] += da.T @ h[t - 1]
        grads["b_h"] += da.sum(axis=0)
        dh = np.where(reads, da @ P["W_hh"], dh)
    return dx, grads
