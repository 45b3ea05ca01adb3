# the learner carried the sum inside tanh, not the state
def all_states(params, x, h_0):
    states, h = [], h_0
    for x_t in x:
        h = x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"]
        states.append(np.tanh(h))
    return np.stack(states)
