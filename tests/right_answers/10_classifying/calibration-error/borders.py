# A loop over the bins and their borders.
def calibration_error(p, happened, bins):
    total = 0.0
    for m in range(bins):
        inside = (p > m / bins) & (p <= (m + 1) / bins)
        if m == 0:
            inside = inside | (p == 0)
        total = total + abs(p[inside].sum() - happened[inside].sum())
    return total / len(p)
