# the learner read one step too many: counting starts at zero
def read_batch(params, x, lengths):
    T, B, _ = x.shape
    h = np.zeros((B, len(params["b_h"])))
    y = np.zeros((T, B, len(params["b_h"])))
    for t in range(T):
        on = t <= lengths
        h[on] = np.tanh(x[t, on] @ params["W_xh"].T + h[on] @ params["W_hh"].T + params["b_h"])
        y[t, on] = h[on]
    return y, h
