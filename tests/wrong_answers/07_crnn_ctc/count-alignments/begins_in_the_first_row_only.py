# Thought that every path begins with a blank.
def count_alignments(labels, T):
    extended = [0] + [symbol for label in labels for symbol in (label, 0)]
    ways = [1] + [0] * (len(extended) - 1)
    for _ in range(T - 1):
        ways = [
            ways[s]
            + (ways[s - 1] if s >= 1 else 0)
            + (ways[s - 2] if s >= 2 and extended[s] not in (0, extended[s - 2]) else 0)
            for s in range(len(extended))
        ]
    return ways[-1] + ways[-2]
