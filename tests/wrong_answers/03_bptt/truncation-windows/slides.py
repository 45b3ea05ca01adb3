# moves the window by one step: sliding windows, which overlap
def truncation_windows(T, window):
    """T steps, window >= 1 -> list of (start, stop)."""
    return [(start, min(start + window, T)) for start in range(T)]
