# every sequence by itself, from its own end
def rnn_backward(P, x, h, dy, dh_end, lengths):
    dx = np.zeros_like(x)
    grads = {"W_xh": 0 * P["W_xh"], "W_hh": 0 * P["W_hh"], "b_h": 0 * P["b_h"]}
    for b, length in enumerate(lengths):
        dh = dh_end[b].copy()
        for t in reversed(range(length)):
            dh = dh + dy[t, b]
            da = dh - h[t + 1, b] * h[t + 1, b] * dh
            dx[t, b] = P["W_xh"].T @ da
            grads["W_xh"] = grads["W_xh"] + np.outer(da, x[t, b])
            grads["W_hh"] = grads["W_hh"] + np.outer(da, h[t, b])
            grads["b_h"] = grads["b_h"] + da
            dh = P["W_hh"].T @ da
    return dx, grads
