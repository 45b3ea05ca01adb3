# shifts the gates by one and adds a closed one
def cell_gradients(dh, c, f, o):
    following = np.concatenate([f[1:], 0 * f[:1]])
    dc = np.concatenate([o * (1 - np.tanh(c[1:]) ** 2) * dh, 0 * dh[:1]])
    for t in range(len(dh) - 1, -1, -1):
        dc[t] = dc[t] + following[t] * dc[t + 1]
    return dc[:-1]
