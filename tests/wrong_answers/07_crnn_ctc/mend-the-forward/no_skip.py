# The skip is thought to be the mistake and taken out.


def log_probability(log_probs, labels):
    extended = [0] + [symbol for label in labels for symbol in (label, 0)]
    alpha = np.full(len(extended), -np.inf)
    alpha[:2] = log_probs[0, extended[:2]]
    for log_y in log_probs[1:]:
        before = alpha.copy()
        for s, symbol in enumerate(extended):
            ways = before[s]
            if s >= 1:
                ways = np.logaddexp(ways, before[s - 1])
            alpha[s] = log_y[symbol] + ways
    return np.logaddexp(alpha[-1], alpha[-2])
