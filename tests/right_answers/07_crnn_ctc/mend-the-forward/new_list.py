# A new list for each column.
def log_probability(log_probs, labels):
    extended = [0] + [symbol for label in labels for symbol in (label, 0)]
    alpha = [log_probs[0, 0], log_probs[0, extended[1]]] + [-np.inf] * (len(extended) - 2)
    for log_y in log_probs[1:]:
        new = []
        for s, symbol in enumerate(extended):
            ways = [alpha[s]] + [alpha[s - 1]] * (s > 0)
            if s >= 2 and symbol and symbol != extended[s - 2]:
                ways.append(alpha[s - 2])
            new.append(log_y[symbol] + np.logaddexp.reduce(ways))
        alpha = new
    return np.logaddexp(alpha[-1], alpha[-2])
