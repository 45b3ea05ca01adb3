# carries f ⊙ dc from step to step
def cell_gradients(dh, c, f, o):
    dc, carried = np.zeros_like(dh), 0
    for t in reversed(range(len(dh))):
        dc[t] = o[t] * (1 - np.tanh(c[t + 1]) ** 2) * dh[t] + carried
        carried = f[t] * dc[t]
    return dc
