# writes each block into one array
def lstm_step_backward(P, kept, dh, dc):
    B, H = dh.shape
    da = np.empty((B, 4 * H))
    whole = dc + kept.o * dh / np.cosh(kept.c) ** 2
    da[:, :H] = whole * kept.g * (kept.i - kept.i**2)
    da[:, H : 2 * H] = whole * kept.c_before * (kept.f - kept.f**2)
    da[:, 2 * H : 3 * H] = whole * kept.i * (1 - kept.g) * (1 + kept.g)
    da[:, 3 * H :] = dh * np.tanh(kept.c) * (kept.o - kept.o**2)
    grads = {}
    grads["W_xh"] = np.einsum("bi,bj->ij", da, kept.x)
    grads["W_hh"] = np.einsum("bi,bj->ij", da, kept.h_before)
    grads["b_h"] = np.ones(B) @ da
    return da.dot(P["W_xh"]), da.dot(P["W_hh"]), whole * kept.f, grads
