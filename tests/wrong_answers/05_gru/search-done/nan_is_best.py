# compares nan like a number: no comparison with it is true, so it may come out as the best
def next_rate(scores, factor):
    rates = sorted(scores)
    best = min(rates, key=lambda rate: scores[rate])
    if best == rates[-1]:
        return best * factor
    if best == rates[0]:
        return best / factor
    return None
