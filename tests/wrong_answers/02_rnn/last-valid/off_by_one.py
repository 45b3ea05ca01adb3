# the learner forgot that counting starts at zero
def last_valid(y, lengths):
    return y[np.minimum(lengths, len(y) - 1), np.arange(len(lengths))]
