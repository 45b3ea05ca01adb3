# Takes the first text that has finished, whatever may come after it.
def search(table, stop, steps, width):
    beam = [([], 0.0)]
    for _ in range(steps):
        longer = [
            ([*text, token], total + table[text[-1] if text else -1, token])
            for text, total in beam
            for token in range(table.shape[1])
        ]
        beam = sorted(longer, key=lambda one: -one[1])[:width]
        for text, _ in beam:
            if text[-1] == stop:
                return text
    return max(beam, key=lambda one: one[1] / len(one[0]))[0]
