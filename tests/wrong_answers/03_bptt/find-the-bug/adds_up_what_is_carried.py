# adds to what was carried before, so that it is counted again
def backward_steps(dy, h, W_hh):
    """dy (T, B, H), h (T + 1, B, H), W_hh (H, H) -> da (T, B, H) = da_1 … da_T."""
    da, carried = np.zeros_like(dy), np.zeros_like(dy[0])
    for t in range(len(dy), 0, -1):
        dh = dy[t - 1] + carried
        da[t - 1] = (1 - h[t] ** 2) * dh
        carried = carried + da[t - 1] @ W_hh
    return da
