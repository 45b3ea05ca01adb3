# takes the order in which the rates were tried for the order of their size
def next_rate(scores, factor):
    rates = list(scores)
    best = min(sorted(rates), key=lambda rate: np.inf if np.isnan(scores[rate]) else scores[rate])
    if best == rates[-1]:
        return best * factor
    if best == rates[0]:
        return best / factor
    return None
