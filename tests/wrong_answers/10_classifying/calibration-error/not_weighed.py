# The mean over the bins: one with a single case counts as much as one with hundreds.
def calibration_error(p, happened, bins):
    place = np.searchsorted(np.arange(1, bins) / bins, p)
    used = np.unique(place)
    return sum(abs(p[place == m].mean() - happened[place == m].mean()) for m in used) / len(used)
