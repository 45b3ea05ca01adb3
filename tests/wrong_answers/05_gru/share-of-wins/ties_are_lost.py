# a tie counts nothing
def share_of_wins(a, b):
    """a, b: lists of errors, not always of the same length -> a number from 0 to 1."""
    return (np.asarray(a)[:, None] < np.asarray(b)[None, :]).mean()
