# With Python's own lists.
def carried_perplexity(read, ids, chunk):
    state, logs, at = None, [], 0
    while at < len(ids) - 1:
        x = ids[at : min(at + chunk, len(ids) - 1)]
        rows, state = read(x, state)
        logs += [row[ids[at + t + 1]] for t, row in enumerate(rows)]
        at += len(x)
    return np.exp(-sum(logs) / len(logs))
