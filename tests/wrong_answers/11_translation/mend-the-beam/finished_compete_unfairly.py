# Lets the unfinished compete in the end: half a sentence may win.
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
    return max(finished + beam, key=lambda one: one[1] / len(one[0]))[0]
