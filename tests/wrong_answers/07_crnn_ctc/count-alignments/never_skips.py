# Thought that a path must pass every blank.
def count_alignments(labels, T):
    rows = 2 * len(labels) + 1
    ways = [1, 1] + [0] * (rows - 2)
    for _ in range(T - 1):
        ways = [ways[s] + (ways[s - 1] if s else 0) for s in range(rows)]
    return ways[-1] + ways[-2]
