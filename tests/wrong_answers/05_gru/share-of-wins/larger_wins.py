# takes the errors for accuracies: the larger wins
def share_of_wins(a, b):
    """a, b: lists of errors, not always of the same length -> a number from 0 to 1."""
    a, b = np.asarray(a)[:, None], np.asarray(b)[None, :]
    return ((a > b) + 0.5 * (a == b)).mean()
