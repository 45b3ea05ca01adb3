# lets seed 0 meet seed 0 only: the seeds of two cells have nothing in common
def share_of_wins(a, b):
    """a, b: lists of errors, not always of the same length -> a number from 0 to 1."""
    return float(np.mean([(x < y) + 0.5 * (x == y) for x, y in zip(a, b, strict=False)]))
