# With the package's attention.
def decoder_step(params, x_t, h, context, memory, mask):
    h = np.tanh(x_t @ params["W_xh"].T + context @ params["W_ch"].T + h @ params["W_hh"].T + params["b_h"])
    seen, a, _ = DotProductAttention(h.shape[1], dtype=h.dtype).forward(h[None], memory, memory, mask)
    both = np.concatenate([h, seen[0]], axis=1)
    W = np.concatenate([params["W_hy"], params["W_cy"]], axis=1)
    return scratch.log_softmax(both @ W.T + params["b_y"]), h, seen[0], a[0]
