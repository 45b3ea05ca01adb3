# Bins of equally many cases instead of equal width.
def calibration_error(p, happened, bins):
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return sum(len(part) * abs(p[part].mean() - happened[part].mean()) for part in parts) / len(p)
