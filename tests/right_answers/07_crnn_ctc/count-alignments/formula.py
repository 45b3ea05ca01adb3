# In closed form: only neighbours that are equal cost a blank.
def count_alignments(labels, T):
    pairs = sum(a == b for a, b in itertools.pairwise(labels))
    return comb(max(T + len(labels) - pairs, 0), 2 * len(labels))
