# The mean of the pieces, in which a short last one counts as much as a long one.
def carried_perplexity(read, ids, chunk):
    x, y, state, found = ids[:-1], ids[1:], None, []
    for start in range(0, len(x), chunk):
        piece = slice(start, start + chunk)
        log_probs, state = read(x[piece], state)
        found.append(log_probs[np.arange(len(y[piece])), y[piece]].mean())
    return np.exp(-np.mean(found))
