# the learner switched steps off by multiplying: nan times zero is nan
def read_batch(params, x, lengths):
    h, y = np.zeros((x.shape[1], len(params["b_h"]))), []
    for t, x_t in enumerate(x):
        on = (t < np.asarray(lengths))[:, None]
        new = np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        h = on * new + (1 - on) * h
        y.append(on * h)
    return np.stack(y), h
