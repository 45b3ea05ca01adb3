# widens at the upper edge only: a best rate at the lower one is taken for found
def next_rate(scores, factor):
    best = min(sorted(scores), key=lambda rate: np.inf if np.isnan(scores[rate]) else scores[rate])
    return best * factor if best == max(scores) else None
