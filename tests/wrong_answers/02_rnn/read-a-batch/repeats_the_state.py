# the learner kept the state past an end and gave it as output there too
def read_batch(params, x, lengths):
    h, y = np.zeros((x.shape[1], len(params["b_h"]))), []
    for t, x_t in enumerate(x):
        new = np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        h = np.where((t < lengths)[:, None], new, h)
        y.append(h)
    return np.stack(y), h
