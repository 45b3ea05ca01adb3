# the package's own function, which the lesson imports
def corpus_perplexity(tales):
    return perplexity(np.concatenate(tales))
