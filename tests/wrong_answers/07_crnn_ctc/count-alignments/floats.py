# Counts in floating point, exact to sixteen digits only.


def count_alignments(labels, T):
    extended = np.zeros(2 * len(labels) + 1, int)
    extended[1::2] = labels
    ways = np.zeros(len(extended), np.float64)
    ways[:2] = 1
    for _ in range(T - 1):
        new = ways.copy()
        new[1:] += ways[:-1]
        skip = (extended[2:] != 0) & (extended[2:] != extended[:-2])
        new[2:] += np.where(skip, ways[:-2], 0.0)
        ways = new
    return int(ways[-1] + ways[-2])
