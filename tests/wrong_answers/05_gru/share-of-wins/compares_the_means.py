# compares the means: that is one comparison, not all pairs
def share_of_wins(a, b):
    """a, b: lists of errors, not always of the same length -> a number from 0 to 1."""
    return 1.0 if np.mean(a) < np.mean(b) else 0.5 if np.mean(a) == np.mean(b) else 0.0
