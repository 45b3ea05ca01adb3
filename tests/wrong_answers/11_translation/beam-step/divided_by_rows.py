# Divides the place by the number of rows, not of tokens.
def beam_step(total, log_probs, room):
    longer = (total[:, None] + log_probs).ravel()
    best = np.argsort(-longer, kind="stable")[:room]
    best = best[longer[best] > -np.inf]
    parent, token = np.divmod(best, len(log_probs))
    return parent, token, longer[best]
