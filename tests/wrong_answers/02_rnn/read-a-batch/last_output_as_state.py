# the learner took the last row of the outputs as the final states
def read_batch(params, x, lengths):
    h, y = np.zeros((x.shape[1], len(params["b_h"]))), []
    for t, x_t in enumerate(x):
        on = (t < np.asarray(lengths))[:, None]
        new = np.tanh(x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        h = np.where(on, new, h)
        y.append(np.where(on, h, 0.0))
    return np.stack(y), y[-1]
