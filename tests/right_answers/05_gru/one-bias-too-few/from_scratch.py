# writes the whole step anew
def ported_step(params, x_t, h):
    H = h.shape[1]
    a = x_t @ params["W_xh"].T + params["b_xh"]
    s = h @ params["W_hh"].T + params["b_hh"]
    r, z = sigmoid(a[:, :H] + s[:, :H]), sigmoid(a[:, H : 2 * H] + s[:, H : 2 * H])
    n = np.tanh(a[:, 2 * H :] + r * s[:, 2 * H :])
    return z * h + (1 - z) * n
