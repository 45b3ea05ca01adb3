# cuts the halves at two units, as in the example
def sentence_vector(y, lengths):
    return np.concatenate([y[lengths - 1, np.arange(len(lengths)), :2], y[0, :, 2:]], axis=1)
