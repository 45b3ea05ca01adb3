# lets the second layer read forward too and turns what comes out
def read_both_ways(ahead, back, x):
    """ahead, back: two layers; x (T, B, D) -> y (T, B, 2H)."""
    y_ahead, _, _ = ahead.forward(x)
    y_back, _, _ = back.forward(x)
    return np.concatenate([y_ahead, y_back[::-1]], axis=2)
