# The package's own search.
def search(table, stop, steps, width):
    from rnncourse import decoding

    def step(tokens, state):
        return table[tokens], state

    start = np.array([table.shape[1]])
    best = decoding.beam_search(step, None, start, stop=stop, steps=steps, beam_size=width)[0][0]
    return best.tokens.tolist() + [stop] * best.finished
