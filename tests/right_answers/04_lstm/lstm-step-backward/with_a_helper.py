# a helper for the slope of the sigmoid, in float32
def slope(gate):
    return gate * (1 - gate)


def lstm_step_backward(P, kept, dh, dc):
    x, h_before, c_before, i, f, g, o, c = (np.float32(part) for part in kept)
    whole = np.float32(dc) + o * (1 - np.tanh(c) ** 2) * np.float32(dh)
    parts = [slope(i) * g * whole, slope(f) * c_before * whole, (1 - g * g) * i * whole]
    da = np.concatenate([*parts, slope(o) * np.tanh(c) * np.float32(dh)], axis=1)
    grads = {"W_xh": da.T @ x, "W_hh": da.T @ h_before, "b_h": da.sum(0)}
    return da @ np.float32(P["W_xh"]), da @ np.float32(P["W_hh"]), f * whole, grads
