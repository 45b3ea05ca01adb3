# Takes the logarithms of the two parts apart, as if writing and copying were two losses.
def mixture_backward(p_vocab, weights, source, p_gen, target):
    wanted = np.arange(p_vocab.shape[1]) == target[:, None]
    there = source == target[:, None]
    u = np.maximum((p_vocab * wanted).sum(axis=1), 1e-12)
    v = np.maximum((weights * there).sum(axis=1), 1e-12)
    du, dv = -p_gen / u / len(target), -(1 - p_gen) / v / len(target)
    return du[:, None] * wanted, dv[:, None] * there, (np.log(v) - np.log(u)) / len(target)
