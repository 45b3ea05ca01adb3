# calculates in float32
def rnn_step(params, x_t, h):
    p = {name: np.asarray(array, np.float32) for name, array in params.items()}
    a = np.float32(x_t) @ p["W_xh"].T + np.float32(h) @ p["W_hh"].T + p["b_h"]
    return np.tanh(a)
