# the learner deleted the raise line and left the bug
def all_states(params, x, h_0):
    states, h = [], h_0
    for x_t in x:
        h_t = np.tanh(x_t @ params["W_xh"].T + h_0 @ params["W_hh"].T + params["b_h"])
        states.append(h_t)
    return np.stack(states)
