# Compares the next token alone and forgets how likely the beginning was.
def beam_step(total, log_probs, room):
    best = np.argsort(-log_probs.ravel(), kind="stable")[:room]
    best = best[log_probs.ravel()[best] > -np.inf]
    parent, token = np.divmod(best, log_probs.shape[1])
    return parent, token, total[parent] + log_probs[parent, token]
