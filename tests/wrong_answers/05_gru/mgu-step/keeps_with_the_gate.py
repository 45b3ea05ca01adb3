# takes f for what stays, as in an LSTM; here it is what comes in
def mgu_step(params, x_t, h):
    """W_xh (2H, D), W_hh (2H, H), b_h (2H,), blocks f, n; x_t (B, D), h (B, H) -> (B, H)."""
    x_f, x_n = np.split(x_t @ params["W_xh"].T + params["b_h"], 2, axis=1)
    U_f, U_n = np.split(params["W_hh"], 2)
    f = sigmoid(x_f + h @ U_f.T)
    n = np.tanh(x_n + (f * h) @ U_n.T)
    return f * h + (1 - f) * n
