# A loop over the texts, each cut off at its end.
def attention_pool(h, lengths, W, b, v, dp):
    p, dh = np.zeros(dp.shape, h.dtype), np.zeros(h.shape, h.dtype)
    dW, db, dv = np.zeros(W.shape, h.dtype), np.zeros(b.shape, h.dtype), np.zeros(v.shape, h.dtype)
    for k, n in enumerate(lengths):
        own = h[:n, k]
        u = np.tanh(own @ W.T + b)
        a = scratch.softmax(u @ v)
        p[k] = a @ own
        da = own @ dp[k]
        de = a * (da - a @ da)
        dz = np.outer(de, v) * (1 - u**2)
        dh[:n, k] = np.outer(a, dp[k]) + dz @ W
        dW, db, dv = dW + dz.T @ own, db + dz.sum(axis=0), dv + de @ u
    return p, dh, dW, db, dv
