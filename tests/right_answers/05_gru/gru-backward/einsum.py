# einsum, and lists of the three results
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    dn = (1 - z) * dh * (1 - n * n)
    from_x = np.hstack([u * dn * r * (1 - r), (h - n) * dh * z * (1 - z), dn])
    from_h = np.hstack([np.hsplit(from_x, 3)[0], np.hsplit(from_x, 3)[1], r * dn])
    grads = {
        "b_hh": np.einsum("bk->k", from_h),
        "b_xh": np.einsum("bk->k", from_x),
        "W_hh": np.einsum("bk,bh->kh", from_h, h),
        "W_xh": np.einsum("bk,bd->kd", from_x, x),
    }
    return [np.einsum("bk,kd->bd", from_x, params["W_xh"]), z * dh + from_h.dot(params["W_hh"]), grads]
