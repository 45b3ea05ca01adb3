# The scale is forgotten on the way back.


def attention_backward(query, keys, values, dcontext):
    scale = query.shape[1] ** -0.5
    e = scale * query @ keys.T
    a = np.exp(e - e.max(axis=1, keepdims=True))
    a = a / a.sum(axis=1, keepdims=True)
    da = dcontext @ values.T
    de = a * (da - (a * da).sum(axis=1, keepdims=True))
    return de @ keys, de.T @ query, a.T @ dcontext
