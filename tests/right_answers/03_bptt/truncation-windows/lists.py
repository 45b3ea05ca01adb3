# pairs as lists
def truncation_windows(T, window):
    return [[start, min(start + window, T)] for start in range(0, T, window)]
