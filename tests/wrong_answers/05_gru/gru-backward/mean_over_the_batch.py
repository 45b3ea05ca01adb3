# takes the mean over the sequences where the gradient is a sum
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    da_z = z * (1 - z) * (h - n) * dh
    da_n = (1 - n**2) * (1 - z) * dh
    du = r * da_n
    da_r = r * (1 - r) * u * da_n
    from_x = np.concatenate([da_r, da_z, da_n], axis=1)
    from_h = np.concatenate([da_r, da_z, du], axis=1)
    B = len(x)
    grads = {"W_xh": from_x.T @ x / B, "W_hh": from_h.T @ h / B}
    grads |= {"b_xh": from_x.mean(axis=0), "b_hh": from_h.mean(axis=0)}
    return from_x @ params["W_xh"], z * dh + from_h @ params["W_hh"], grads
