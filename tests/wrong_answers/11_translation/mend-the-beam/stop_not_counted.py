# Leaves the stop out of the length, though its log-probability is in the sum.
def search(table, stop, steps, width):
    beam, finished = [([], 0.0)], []
    for _ in range(steps):
        longer = [
            ([*text, token], total + table[text[-1] if text else -1, token])
            for text, total in beam
            for token in range(table.shape[1])
        ]
        kept = sorted(longer, key=lambda one: -one[1])[: width - len(finished)]
        finished += [one for one in kept if one[0][-1] == stop]
        beam = [one for one in kept if one[0][-1] != stop]
    return max(finished or beam, key=lambda one: one[1] / max(1, len(one[0]) - 1))[0]
