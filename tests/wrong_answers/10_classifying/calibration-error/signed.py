# Without the absolute value: too sure and not sure enough cancel each other.
def calibration_error(p, happened, bins):
    place = np.searchsorted(np.arange(1, bins) / bins, p)
    error = 0.0
    for m in np.unique(place):
        inside = place == m
        error = error + inside.sum() * (p[inside].mean() - happened[inside].mean())
    return error / len(p)
