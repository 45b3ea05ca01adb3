# a text of no steps has no windows, not an empty one
def truncation_windows(T, window):
    if T == 0:
        return [(0, 0)]
    return [(start, min(start + window, T)) for start in range(0, T, window)]
