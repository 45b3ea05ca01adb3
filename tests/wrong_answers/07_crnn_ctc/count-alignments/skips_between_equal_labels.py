# Lets a path go from a label to the same label without a blank: the two would be merged into one.
def count_alignments(labels, T):
    return comb(T + len(labels), 2 * len(labels))
