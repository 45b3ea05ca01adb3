# mends the road and takes the slope at the old cell
def cell_gradients(dh, c, f, o):
    dc = np.zeros_like(dh)
    for t in range(len(dh) - 1, -1, -1):
        dc[t] = o[t] * (1 - np.tanh(c[t]) ** 2) * dh[t]
        if t + 1 < len(dh):
            dc[t] += f[t + 1] * dc[t + 1]
    return dc
