# leaves out the road: the old state was also part of the mean
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    da_z = z * (1 - z) * (h - n) * dh
    da_n = (1 - n**2) * (1 - z) * dh
    du = r * da_n
    da_r = r * (1 - r) * u * da_n
    from_x = np.concatenate([da_r, da_z, da_n], axis=1)
    from_h = np.concatenate([da_r, da_z, du], axis=1)
    grads = {"W_xh": from_x.T @ x, "W_hh": from_h.T @ h, "b_xh": from_x.sum(axis=0), "b_hh": from_h.sum(axis=0)}
    return from_x @ params["W_xh"], from_h @ params["W_hh"], grads
