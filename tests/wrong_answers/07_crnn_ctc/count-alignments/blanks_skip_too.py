# Lets every row be skipped, so that a path can leave a label out.
def count_alignments(labels, T):
    rows = 2 * len(labels) + 1
    ways = [1, 1] + [0] * (rows - 2)
    for _ in range(T - 1):
        ways = [sum(ways[max(s - 2, 0) : s + 1]) for s in range(rows)]
    return ways[-1] + ways[-2]
