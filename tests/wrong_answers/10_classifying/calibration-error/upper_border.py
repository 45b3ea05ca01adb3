# A border belongs to the upper bin.
def calibration_error(p, happened, bins):
    place = np.searchsorted(np.arange(1, bins) / bins, p, side="right")
    error = 0.0
    for m in np.unique(place):
        inside = place == m
        error = error + inside.sum() * abs(p[inside].mean() - happened[inside].mean())
    return error / len(p)
