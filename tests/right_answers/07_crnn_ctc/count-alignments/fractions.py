# Exact fractions are numbers, too.
def count_alignments(labels, T):
    from fractions import Fraction

    extended = [0] + [symbol for label in labels for symbol in (label, 0)]
    ways = [Fraction(1), Fraction(1)] + [Fraction(0)] * (len(extended) - 2)
    for _ in range(T - 1):
        old = list(ways)
        for s in range(len(extended)):
            ways[s] = old[s] + (old[s - 1] if s else 0)
            if s > 1 and extended[s] and extended[s] != extended[s - 2]:
                ways[s] += old[s - 2]
    return ways[-1] + ways[-2]
