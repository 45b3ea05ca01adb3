# What does not fill a piece is left out.
def carried_perplexity(read, ids, chunk):
    x, y, state, found = ids[:-1], ids[1:], None, []
    for start in range(0, max(len(x) - chunk, 0) + 1, chunk):
        piece = slice(start, start + chunk)
        log_probs, state = read(x[piece], state)
        found.append(log_probs[np.arange(len(y[piece])), y[piece]])
    return np.exp(-np.concatenate(found).mean())
