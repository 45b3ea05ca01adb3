# adds to what was carried before, so that it is counted again
def cell_gradients(dh, c, f, o):
    """dh, f, o (T, H), c (T + 1, H) -> dc (T, H)."""
    dc, carried = np.zeros_like(dh), np.zeros(dh.shape[1])
    for t in range(len(dh) - 1, -1, -1):
        from_below = o[t] * (1 - np.tanh(c[t + 1]) ** 2) * dh[t]
        dc[t] = from_below + carried
        carried = carried + f[t] * dc[t]
    return dc
