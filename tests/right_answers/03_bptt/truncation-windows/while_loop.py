# a loop that cuts off one window at a time
def truncation_windows(T, window):
    windows, start = [], 0
    while start < T:
        stop = start + window
        if stop > T:
            stop = T
        windows.append((start, stop))
        start = stop
    return windows
