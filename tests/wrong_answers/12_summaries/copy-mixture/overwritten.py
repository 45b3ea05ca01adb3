# A word that stands twice keeps the weight of one of its places: += does not add twice at one index.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    p = np.zeros((len(p_vocab), size))
    p[:, : p_vocab.shape[1]] = p_gen[:, None] * p_vocab
    p[np.arange(len(p))[:, None], source] += (1 - p_gen)[:, None] * weights
    return p
