# one sequence at a time
def lstm_step_backward(P, kept, dh, dc):
    x, h_before, c_before, i, f, g, o, c = kept
    grads = {name: np.zeros(array.shape) for name, array in P.items()}
    dx, dh_before, dc_before = np.zeros(x.shape), np.zeros(dh.shape), np.zeros(dh.shape)
    for b in range(len(dh)):
        t = np.tanh(c[b])
        whole = dc[b] + o[b] * (1 - t * t) * dh[b]
        da = np.hstack(
            [
                i[b] * (1 - i[b]) * g[b] * whole,
                f[b] * (1 - f[b]) * c_before[b] * whole,
                (1 - g[b] ** 2) * i[b] * whole,
                o[b] * (1 - o[b]) * t * dh[b],
            ]
        )
        dx[b], dh_before[b], dc_before[b] = P["W_xh"].T @ da, P["W_hh"].T @ da, f[b] * whole
        grads["W_xh"] += np.outer(da, x[b])
        grads["W_hh"] += np.outer(da, h_before[b])
        grads["b_h"] += da
    return [dx, dh_before, dc_before, grads]
