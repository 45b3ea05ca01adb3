# keeps every da and adds up once
def rnn_backward(P, x, h, dy, dh_end, lengths):
    T = x.shape[0]
    alive = np.arange(T)[:, None, None] < np.array(lengths)[None, :, None]
    da, dh = np.zeros_like(dy), dh_end + 0.0
    for t in range(T - 1, -1, -1):
        da[t] = alive[t] * (1 - h[t + 1] ** 2) * (dh + dy[t])
        dh = da[t] @ P["W_hh"] + (1 - alive[t]) * dh
    grads = {
        "W_xh": np.einsum("tbi,tbj->ij", da, x),
        "W_hh": np.einsum("tbi,tbj->ij", da, h[:-1]),
        "b_h": da.sum(axis=(0, 1)),
    }
    return np.einsum("tbi,ij->tbj", da, P["W_xh"]), grads
