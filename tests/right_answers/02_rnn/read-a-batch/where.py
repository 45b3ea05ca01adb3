# chooses with np.where at each step, and returns lists
def read_batch(params, x, lengths):
    h, y = np.zeros((x.shape[1], len(params["b_h"]))), []
    for t in range(len(x)):
        on = (t < np.asarray(lengths))[:, None]
        new = np.tanh(x[t] @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        h = np.where(on, new, h)
        y.append(np.where(on, h, 0))
    return [y, h]
