# sees nothing wrong: turns the padding to the front
def turned(x, lengths):
    """x (T, B, D), lengths (B,) -> (T, B, D), each sequence turned round within its own length."""
    result = x[::-1].copy()
    return result
