# Every label that comes again costs a blank, neighbour or not.
def count_alignments(labels, T):
    repeats = len(labels) - len(set(labels))
    return comb(max(T + len(labels) - repeats, 0), 2 * len(labels))
