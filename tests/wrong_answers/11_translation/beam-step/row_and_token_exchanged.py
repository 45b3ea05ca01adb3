# Exchanges quotient and rest.
def beam_step(total, log_probs, room):
    longer = (total[:, None] + log_probs).ravel()
    best = np.argsort(-longer, kind="stable")[:room]
    best = best[longer[best] > -np.inf]
    token, parent = np.divmod(best, log_probs.shape[1])
    return parent, token, longer[best]
