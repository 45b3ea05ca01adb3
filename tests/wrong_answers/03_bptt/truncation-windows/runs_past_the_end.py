# lets the last window run past the end
def truncation_windows(T, window):
    """T steps, window >= 1 -> list of (start, stop)."""
    return [(start, start + window) for start in range(0, T, window)]
