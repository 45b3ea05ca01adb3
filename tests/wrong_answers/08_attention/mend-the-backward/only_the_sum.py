# Both ways are added, but the average is still that of equal weights.


def memory_backward(q, memory, dcontext):
    a = scratch.softmax(memory @ q)
    da = memory @ dcontext
    dmemory = np.outer(a, dcontext)
    de = a * (da - da.mean())
    dq = de @ memory
    dmemory = dmemory + np.outer(de, q)
    return dq, dmemory
