# A loop over the queries, sums by hand.
def attention_backward(query, keys, values, dcontext):
    d = query.shape[1]
    dquery, dkeys, dvalues = np.zeros(query.shape), np.zeros(keys.shape), np.zeros(values.shape)
    for t in range(len(query)):
        a = scratch.softmax((keys @ query[t] / np.sqrt(d))[None])[0]
        da = values @ dcontext[t]
        jacobian = np.diag(a) - np.outer(a, a)
        de = jacobian @ da / np.sqrt(d)
        dquery[t] = de @ keys
        dkeys += np.outer(de, query[t])
        dvalues += np.outer(a, dcontext[t])
    return dquery, dkeys, dvalues
