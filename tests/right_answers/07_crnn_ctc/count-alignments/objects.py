# NumPy with Python's whole numbers inside.


def count_alignments(labels, T):
    extended = np.zeros(2 * len(labels) + 1, int)
    extended[1::2] = labels
    ways = np.zeros(len(extended), object)
    ways[:2] = 1
    for _ in range(T - 1):
        new = ways.copy()
        new[1:] += ways[:-1]
        skip = (extended[2:] != 0) & (extended[2:] != extended[:-2])
        new[2:] += np.where(skip, ways[:-2], 0)
        ways = new
    return ways[-1] + ways[-2]
