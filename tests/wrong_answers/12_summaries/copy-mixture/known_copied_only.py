# Words of the source that the vocabulary has not are dropped: no row sums to one.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    p = np.zeros((len(p_vocab), size))
    p[:, : p_vocab.shape[1]] = p_gen[:, None] * p_vocab
    known = np.where(source < p_vocab.shape[1], weights, 0)
    np.add.at(p, (np.arange(len(p))[:, None], source), (1 - p_gen)[:, None] * known)
    return p
