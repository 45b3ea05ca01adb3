# Only the first place where the word stands learns.
def mixture_backward(p_vocab, weights, source, p_gen, target):
    wanted = np.arange(p_vocab.shape[1]) == target[:, None]
    there = source == target[:, None]
    u, v = (p_vocab * wanted).sum(axis=1), (weights * there).sum(axis=1)
    dp = -1 / (p_gen * u + (1 - p_gen) * v) / len(target)
    first = there & (np.cumsum(there, axis=1) == 1)
    return (dp * p_gen)[:, None] * wanted, (dp * (1 - p_gen))[:, None] * first, dp * (u - v)
