# the learner thought that the bias belongs to the output alone
def rnn_step(params, x_t, h):
    return np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"].T)
