# the slope of the sigmoid
def backward_steps(dy, h, W_hh):
    da, carried = np.zeros_like(dy), np.zeros_like(dy[0])
    for t in range(len(dy), 0, -1):
        dh = dy[t - 1] + carried
        da[t - 1] = h[t] * (1 - h[t]) * dh
        carried = da[t - 1] @ W_hh
    return da
