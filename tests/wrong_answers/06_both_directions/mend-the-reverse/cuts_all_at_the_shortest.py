# turns all sequences within the length of the shortest
def turned(x, lengths):
    """x (T, B, D), lengths (B,) -> (T, B, D), each sequence turned round within its own length."""
    result, n = x.copy(), min(lengths)
    result[:n] = x[:n][::-1]
    return result
