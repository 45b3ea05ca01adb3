# slices instead of a split, and a sigmoid of its own
def squash(v):
    return 0.5 * (1 + np.tanh(v / 2))


def cell_update(a, c):
    H = c.shape[1]
    new = squash(a[:, H : 2 * H]) * c + squash(a[:, :H]) * np.tanh(a[:, 2 * H : 3 * H])
    return [squash(a[:, 3 * H :]) * np.tanh(new), new]
