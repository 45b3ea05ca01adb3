# sorts arrays and looks for the place of the least
def next_rate(scores, factor):
    rates = np.array(sorted(scores))
    errors = np.array([scores[rate] for rate in rates])
    errors[np.isnan(errors)] = np.inf
    k = int(np.argmin(errors))
    if k == len(rates) - 1:
        return rates[k] * factor
    return rates[k] / factor if k == 0 else None
