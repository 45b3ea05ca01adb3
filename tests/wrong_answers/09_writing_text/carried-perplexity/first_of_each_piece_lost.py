# The first token of each piece is read and never foreseen.
def carried_perplexity(read, ids, chunk):
    state, found = None, []
    for start in range(0, len(ids), chunk):
        piece = ids[start : start + chunk]
        log_probs, state = read(piece, state)
        found.append(log_probs[np.arange(len(piece) - 1), piece[1:]])
    return np.exp(-np.concatenate(found).mean())
