# each sequence by itself, up to its end
def read_batch(params, x, lengths):
    T, B, _ = x.shape
    H = params["W_hh"].shape[0]
    y, state = np.zeros((T, B, H)), np.zeros((B, H))
    for b in range(B):
        for t in range(int(lengths[b])):
            state[b] = np.tanh(params["W_xh"] @ x[t, b] + params["W_hh"] @ state[b] + params["b_h"])
            y[t, b] = state[b]
    return y, state
