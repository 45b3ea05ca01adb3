# Plain probabilities, which vanish on a long strip.
def log_probability(log_probs, labels):
    y = np.exp(log_probs)
    extended = [0] + [symbol for label in labels for symbol in (label, 0)]
    alpha = np.zeros(len(extended))
    alpha[:2] = y[0, extended[:2]]
    for now in y[1:]:
        before = alpha.copy()
        for s, symbol in enumerate(extended):
            skip = s >= 2 and symbol != 0 and symbol != extended[s - 2]
            alpha[s] = now[symbol] * (before[s] + (before[s - 1] if s else 0) + (before[s - 2] if skip else 0))
    with np.errstate(divide="ignore"):
        return np.log(alpha[-1] + alpha[-2])
