# p_gen is taken for the share that is copied.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    p = np.zeros((len(p_vocab), size))
    p[:, : p_vocab.shape[1]] = (1 - p_gen)[:, None] * p_vocab
    np.add.at(p, (np.arange(len(p))[:, None], source), p_gen[:, None] * weights)
    return p
