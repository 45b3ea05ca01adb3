# the learner thought that a square matrix needs no transpose
def rnn_step(params, x_t, h):
    return np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"] + params["b_h"])
