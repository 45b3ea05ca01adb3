# The cell does not read the last context.


def decoder_step(params, x_t, h, context, memory, mask):
    read = x_t @ params["W_xh"].T
    h = np.tanh(read + h @ params["W_hh"].T + params["b_h"])
    e = np.einsum("bh,sbh->bs", h, memory)
    a = scratch.softmax(np.where(mask, e, -np.inf).astype(e.dtype))
    context = np.einsum("bs,sbh->bh", a, memory)
    scores = h @ params["W_hy"].T + context @ params["W_cy"].T + params["b_y"]
    return scratch.log_softmax(scores), h, context, a
