# pairs da_t with h_t, the state after the step, not with the one that went in
def dw_over_time(da, h):
    """da (T, B, H) = da_1 … da_T, h (T + 1, B, H) = h_0 … h_T -> dW_hh (H, H)."""
    dW = np.zeros((da.shape[2], da.shape[2]))
    for t in range(len(da)):
        dW += da[t].T @ h[t + 1]
    return dW
