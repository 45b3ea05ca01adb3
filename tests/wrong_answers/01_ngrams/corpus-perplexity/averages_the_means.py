# the mean of means is not the mean of all tokens when lengths differ
def corpus_perplexity(tales):
    return np.exp(-np.mean([np.mean(tale) for tale in tales]))
