# turns the axis of the features
def turned(x, lengths):
    """x (T, B, D), lengths (B,) -> (T, B, D), each sequence turned round within its own length."""
    return x[:, :, ::-1].copy()
