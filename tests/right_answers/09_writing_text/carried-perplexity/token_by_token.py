# One token in a call.
def carried_perplexity(read, ids, chunk):
    total, state = 0.0, None
    for token, following in zip(ids[:-1], ids[1:]):
        rows, state = read(np.array([token]), state)
        total += rows[0, following]
    return float(np.exp(-total / (len(ids) - 1)))
