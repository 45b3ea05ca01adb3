# Compares means at every step, where it changes nothing: the living are equally long. The stop is forgotten.
def search(table, stop, steps, width):
    beam = [([], 0.0)]
    for _ in range(steps):
        longer = [
            ([*text, token], total + table[text[-1] if text else -1, token])
            for text, total in beam
            for token in range(table.shape[1])
        ]
        beam = sorted(longer, key=lambda one: -one[1] / len(one[0]))[:width]
    ended = [one for one in beam if stop in one[0]]
    return max(ended or beam, key=lambda one: one[1] / len(one[0]))[0]
