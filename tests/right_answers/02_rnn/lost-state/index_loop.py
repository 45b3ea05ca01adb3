# a loop over the index, written into an array
def all_states(params, x, h_0):
    T = len(x)
    states = np.zeros((T, *h_0.shape))
    for t in range(T):
        before = states[t - 1] if t > 0 else h_0
        states[t] = np.tanh(x[t] @ params["W_xh"].T + before @ params["W_hh"].T + params["b_h"])
    return states
