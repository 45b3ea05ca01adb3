# By the package's own layer.
def memory_backward(q, memory, dcontext):
    layer = DotProductAttention(len(q), dtype=memory.dtype)
    _, _, cache = layer.forward(q[None, None], memory[:, None], memory[:, None])
    dq, dkeys, dvalues, _ = layer.backward(cache, dcontext[None, None])
    return dq[0, 0], dkeys[:, 0] + dvalues[:, 0]
