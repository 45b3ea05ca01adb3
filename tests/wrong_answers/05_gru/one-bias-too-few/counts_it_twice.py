# adds b_hh where it belongs and leaves it in the sum as well
def ported_step(params, x_t, h):
    """W_xh (3H, D), W_hh (3H, H), b_xh and b_hh (3H,), blocks r, z, n; x_t (B, D), h (B, H) -> (B, H)."""
    b = params["b_xh"] + params["b_hh"]
    x_r, x_z, x_n = np.split(x_t @ params["W_xh"].T + b, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ params["W_hh"].T + params["b_hh"], 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * h_n)
    return (1 - z) * n + z * h
