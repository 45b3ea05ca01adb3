# Adds the copies of every text to every row.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    p = np.zeros((len(p_vocab), size))
    p[:, : p_vocab.shape[1]] = p_gen[:, None] * p_vocab
    for b in range(len(p)):
        for s, w in enumerate(source[b]):
            p[:, w] += (1 - p_gen[b]) * weights[b, s]
    return p
