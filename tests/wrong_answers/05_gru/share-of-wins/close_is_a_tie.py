# takes errors that are close for a tie
def share_of_wins(a, b):
    """a, b: lists of errors, not always of the same length -> a number from 0 to 1."""
    a, b = np.asarray(a)[:, None], np.asarray(b)[None, :]
    tie = np.abs(a - b) < 1e-2
    return (((a < b) & ~tie) + 0.5 * tie).mean()
