# Adds probabilities instead of their logarithms.
def beam_step(total, log_probs, room):
    longer = (np.exp(total)[:, None] + np.exp(log_probs)).ravel()
    best = np.argsort(-longer, kind="stable")[:room]
    parent, token = np.divmod(best, log_probs.shape[1])
    return parent, token, total[parent] + log_probs[parent, token]
