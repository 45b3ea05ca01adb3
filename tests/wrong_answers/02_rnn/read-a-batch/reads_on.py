# the learner zeroed the outputs past an end, and let the state go on reading padding
def read_batch(params, x, lengths):
    h, y = np.zeros((x.shape[1], len(params["b_h"]))), []
    for t, x_t in enumerate(x):
        h = np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        y.append(h * (t < lengths)[:, None])
    return np.stack(y), h
