# Forbids every skip: then different labels may not follow each other directly either.
def log_probability(log_probs, labels):
    extended = np.zeros(2 * len(labels) + 1, int)
    extended[1::2] = labels
    may_skip = np.zeros(len(extended), bool)
    alpha = np.full(len(extended), -np.inf)
    alpha[:2] = log_probs[0, extended[:2]]
    for log_y in log_probs[1:]:
        one_on = np.concatenate([[-np.inf], alpha[:-1]])
        skip = np.where(may_skip, np.concatenate([[-np.inf, -np.inf], alpha[:-2]]), -np.inf)
        alpha = log_y[extended] + np.logaddexp(np.logaddexp(alpha, one_on), skip)
    return np.logaddexp(alpha[-1], alpha[-2])
