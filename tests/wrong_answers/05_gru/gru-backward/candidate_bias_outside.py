# takes the gradient outside the brackets, da_n, for b_hh's and W_hh's last block
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    da_z = z * (1 - z) * (h - n) * dh
    da_n = (1 - n**2) * (1 - z) * dh
    du = r * da_n
    da_r = r * (1 - r) * u * da_n
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    dh_before = z * dh + np.concatenate([da_r, da_z, du], axis=1) @ params["W_hh"]
    grads = {"W_xh": da.T @ x, "W_hh": da.T @ h, "b_xh": da.sum(axis=0), "b_hh": da.sum(axis=0)}
    return da @ params["W_xh"], dh_before, grads
