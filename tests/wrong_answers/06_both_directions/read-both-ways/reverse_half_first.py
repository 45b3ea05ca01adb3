# joins the halves in the wrong order
def read_both_ways(ahead, back, x):
    """ahead, back: two layers; x (T, B, D) -> y (T, B, 2H)."""
    y_ahead, _, _ = ahead.forward(x)
    y_back, _, _ = back.forward(x[::-1].copy())
    return np.concatenate([y_back[::-1], y_ahead], axis=2)
