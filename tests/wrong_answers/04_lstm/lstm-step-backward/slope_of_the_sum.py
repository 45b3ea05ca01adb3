# the tanh of the cell squared needs the tanh
def lstm_step_backward(P, kept, dh, dc):
    x, h_before, c_before, i, f, g, o, c = kept
    tanh_c = np.tanh(c)
    dc_t = dc + o * (1 - c**2) * dh
    da_i = i * (1 - i) * g * dc_t
    da_f = f * (1 - f) * c_before * dc_t
    da_g = (1 - g**2) * i * dc_t
    da_o = o * (1 - o) * tanh_c * dh
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    grads = {"W_xh": da.T @ x, "W_hh": da.T @ h_before, "b_h": da.sum(axis=0)}
    return da @ P["W_xh"], da @ P["W_hh"], f * dc_t, grads
