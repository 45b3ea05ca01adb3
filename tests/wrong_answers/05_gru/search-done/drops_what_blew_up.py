# leaves out the rates at which training blew up: then the best seems to lie on the edge, and it is tried again
def next_rate(scores, factor):
    kept = {rate: error for rate, error in scores.items() if not np.isnan(error)}
    rates = sorted(kept)
    best = min(rates, key=kept.get)
    if best == rates[-1]:
        return best * factor
    if best == rates[0]:
        return best / factor
    return None
