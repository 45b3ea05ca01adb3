# Each piece is read as if nothing had been read before.
def carried_perplexity(read, ids, chunk):
    x, y, state, found = ids[:-1], ids[1:], None, []
    for start in range(0, len(x), chunk):
        piece = slice(start, start + chunk)
        log_probs, state = read(x[piece], None)
        found.append(log_probs[np.arange(len(y[piece])), y[piece]])
    return np.exp(-np.concatenate(found).mean())
