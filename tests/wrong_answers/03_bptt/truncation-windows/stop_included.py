# takes stop as the last step of the window, so that x[start:stop] loses one
def truncation_windows(T, window):
    """T steps, window >= 1 -> list of (start, stop)."""
    return [(start, min(start + window, T) - 1) for start in range(0, T, window)]
