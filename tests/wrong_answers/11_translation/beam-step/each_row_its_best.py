# Keeps the best token of each row: the beam can then never give a row up, or branch.
def beam_step(total, log_probs, room):
    token = log_probs.argmax(axis=1)
    longer = total + log_probs.max(axis=1)
    parent = np.argsort(-longer, kind="stable")[:room]
    return parent, token[parent], longer[parent]
