# turns the batch that was given
def turned(x, lengths):
    """x (T, B, D), lengths (B,) -> (T, B, D), each sequence turned round within its own length."""
    result = x
    for b, length in enumerate(lengths):
        result[:length, b] = x[:length, b][::-1].copy()
    return result
