# one matrix at a time, sequence by sequence
def gru_step_backward(params, kept, dh):
    x, h, r, z, n, u = kept
    H = h.shape[1]
    U = [params["W_hh"][k * H : (k + 1) * H] for k in range(3)]
    W = [params["W_xh"][k * H : (k + 1) * H] for k in range(3)]
    grads = {name: np.zeros_like(array) for name, array in params.items()}
    dx, dh_before = np.zeros_like(x), z * dh
    for b in range(len(x)):
        dn = dh[b] * (1 - z[b]) * (1 - n[b] ** 2)
        dz = dh[b] * (h[b] - n[b]) * z[b] * (1 - z[b])
        du = dn * r[b]
        dr = dn * u[b] * r[b] * (1 - r[b])
        for k, (outer, inner) in enumerate(((dr, dr), (dz, dz), (dn, du))):
            rows = slice(k * H, (k + 1) * H)
            dx[b] += W[k].T @ outer
            dh_before[b] += U[k].T @ inner
            grads["W_xh"][rows] += np.outer(outer, x[b])
            grads["W_hh"][rows] += np.outer(inner, h[b])
            grads["b_xh"][rows] += outer
            grads["b_hh"][rows] += inner
    return dx, dh_before, grads
