# A loop over the texts.
def mixture_backward(p_vocab, weights, source, p_gen, target):
    B, V = p_vocab.shape
    dp_vocab, dweights, dp_gen = np.zeros((B, V)), np.zeros(weights.shape), np.zeros(B)
    for b, y in enumerate(target):
        u = p_vocab[b, y] if y < V else 0.0
        v = weights[b][source[b] == y].sum()
        outer = -1 / (B * (p_gen[b] * u + (1 - p_gen[b]) * v))
        if y < V:
            dp_vocab[b, y] = outer * p_gen[b]
        dweights[b, source[b] == y] = outer * (1 - p_gen[b])
        dp_gen[b] = outer * (u - v)
    return [dp_vocab, dweights, dp_gen]
