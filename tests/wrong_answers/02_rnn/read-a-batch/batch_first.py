# the learner thought that the batch is the first dimension
def read_batch(params, x, lengths):
    B, T, _ = x.shape
    h = np.zeros((B, len(params["b_h"])))
    y = np.zeros((B, T, len(params["b_h"])))
    for t in range(T):
        on = t < lengths[:B] if len(lengths) >= B else np.full(B, True)
        h[on] = np.tanh(x[on, t] @ params["W_xh"].T + h[on] @ params["W_hh"].T + params["b_h"])
        y[on, t] = h[on]
    return y, h
