# takes the scores for accuracies
def next_rate(scores, factor):
    rates = sorted(scores)
    best = max(rates, key=lambda rate: -np.inf if np.isnan(scores[rate]) else scores[rate])
    if best == rates[-1]:
        return best * factor
    if best == rates[0]:
        return best / factor
    return None
