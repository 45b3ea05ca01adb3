# The middle of the bin stands for what was said.
def calibration_error(p, happened, bins):
    place = np.searchsorted(np.arange(1, bins) / bins, p)
    error = 0.0
    for m in np.unique(place):
        inside = place == m
        error = error + inside.sum() * abs((m + 0.5) / bins - happened[inside].mean())
    return error / len(p)
