# Nothing is mended.
def search(table, stop, steps, width):
    beam = [([], 0.0)]
    for _ in range(steps):
        longer = [
            ([*text, token], total + table[text[-1] if text else -1, token])
            for text, total in beam
            for token in range(table.shape[1])
        ]
        beam = sorted(longer, key=lambda one: -one[1])[:width]
    return max(beam, key=lambda one: one[1])[0]
