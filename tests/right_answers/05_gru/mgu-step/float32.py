# computes in float32
def mgu_step(params, x_t, h):
    W, U, b = (params[name].astype(np.float32) for name in ("W_xh", "W_hh", "b_h"))
    H = len(b) // 2
    f = sigmoid(x_t.astype(np.float32) @ W[:H].T + h.astype(np.float32) @ U[:H].T + b[:H])
    n = np.tanh(x_t.astype(np.float32) @ W[H:].T + (f * h.astype(np.float32)) @ U[H:].T + b[H:])
    return h.astype(np.float32) + f * (n - h.astype(np.float32))
