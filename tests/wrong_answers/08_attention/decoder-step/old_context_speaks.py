# The output reads the context of the last step.


def decoder_step(params, x_t, h, context, memory, mask):
    read = x_t @ params["W_xh"].T + context @ params["W_ch"].T
    h = np.tanh(read + h @ params["W_hh"].T + params["b_h"])
    e = np.einsum("bh,sbh->bs", h, memory)
    a = scratch.softmax(np.where(mask, e, -np.inf).astype(e.dtype))
    scores = h @ params["W_hy"].T + context @ params["W_cy"].T + params["b_y"]
    context = np.einsum("bs,sbh->bh", a, memory)
    return scratch.log_softmax(scores), h, context, a
