# keeps full windows only and loses the end of the text
def truncation_windows(T, window):
    """T steps, window >= 1 -> list of (start, stop)."""
    return [(start, start + window) for start in range(0, T - window + 1, window)]
