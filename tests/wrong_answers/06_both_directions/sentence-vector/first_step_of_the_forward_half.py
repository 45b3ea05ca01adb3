# mixes up the halves: takes the end of the reverse one and the start of the forward one
def sentence_vector(y, lengths):
    """y (T, B, 2H), lengths (B,) -> (B, 2H): both halves where they have read the whole sequence."""
    H = y.shape[2] // 2
    ends = y[lengths - 1, np.arange(len(lengths)), H:]
    return np.concatenate([y[0, :, :H], ends], axis=1)
