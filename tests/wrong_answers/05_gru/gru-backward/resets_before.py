# takes u for the reset state: the derivative of the other kind of GRU
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    H = h.shape[1]
    da_z = z * (1 - z) * (h - n) * dh
    da_n = (1 - n**2) * (1 - z) * dh
    du = da_n @ params["W_hh"][2 * H :]
    da_r = r * (1 - r) * h * du
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    dh_before = z * dh + da[:, : 2 * H] @ params["W_hh"][: 2 * H] + r * du
    W_hh = np.concatenate([da[:, : 2 * H].T @ h, da_n.T @ (r * h)])
    grads = {"W_xh": da.T @ x, "W_hh": W_hh, "b_xh": da.sum(axis=0), "b_hh": da.sum(axis=0)}
    return da @ params["W_xh"], dh_before, grads
