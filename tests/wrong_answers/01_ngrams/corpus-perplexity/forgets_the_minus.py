# logarithms of probabilities are negative: the surprise is their negative
def corpus_perplexity(tales):
    return np.exp(np.mean(np.concatenate(tales)))
