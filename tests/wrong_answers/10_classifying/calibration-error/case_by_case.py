# The mean distance of each case, without bins: 0 or 1 is never what was said.
def calibration_error(p, happened, bins):
    return np.abs(p - happened).mean()
