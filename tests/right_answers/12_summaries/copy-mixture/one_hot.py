# The copies as a product with one-hot rows.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    places = np.eye(size)[source]  # (B, S, size)
    copied = np.einsum("bs,bsw->bw", weights, places)
    padded = np.pad(p_vocab, [(0, 0), (0, size - p_vocab.shape[1])])
    return p_gen[:, None] * padded + (1 - p_gen)[:, None] * copied
