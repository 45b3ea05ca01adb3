# leaves the last step of each sequence where it is
def turned(x, lengths):
    """x (T, B, D), lengths (B,) -> (T, B, D), each sequence turned round within its own length."""
    result = x.copy()
    for b, length in enumerate(lengths):
        result[: length - 1, b] = x[: length - 1, b][::-1]
    return result
