# The rows are those of the tokens read, not of the ones to come.
def carried_perplexity(read, ids, chunk):
    x, y, state, found = ids[:-1], ids[1:], None, []
    for start in range(0, len(x), chunk):
        piece = slice(start, start + chunk)
        log_probs, state = read(x[piece], state)
        found.append(log_probs[np.arange(len(y[piece])), x[piece]])
    return np.exp(-np.concatenate(found).mean())
