# NumPy's view of all windows.
def slide(x, w, b=0.0, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(x), len(w))[::stride]
    return windows @ np.asarray(w) + b
