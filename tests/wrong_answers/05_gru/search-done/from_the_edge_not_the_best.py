# goes on from the wrong edge: beyond the worst rate instead of beyond the best
def next_rate(scores, factor):
    rates = sorted(scores)
    best = min(rates, key=lambda rate: np.inf if np.isnan(scores[rate]) else scores[rate])
    if best == rates[-1]:
        return rates[0] / factor
    if best == rates[0]:
        return rates[-1] * factor
    return None
