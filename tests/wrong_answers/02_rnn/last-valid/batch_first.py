# the learner thought that the batch is the first dimension
def last_valid(y, lengths):
    return np.stack([y[b, n - 1] for b, n in enumerate(lengths)])
