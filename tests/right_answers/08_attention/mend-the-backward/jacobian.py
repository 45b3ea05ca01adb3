# With the softmax's whole matrix of derivatives.
def memory_backward(q, memory, dcontext):
    a = scratch.softmax(memory @ q)
    de = (np.diag(a) - np.outer(a, a)) @ memory @ dcontext
    return memory.T @ de, np.outer(a, dcontext) + np.outer(de, q)
