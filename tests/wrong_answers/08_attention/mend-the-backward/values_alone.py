# The memory learns as values alone.


def memory_backward(q, memory, dcontext):
    a = scratch.softmax(memory @ q)
    da = memory @ dcontext
    dmemory = np.outer(a, dcontext)
    de = a * (da - a @ da)
    dq = de @ memory
    return dq, dmemory
