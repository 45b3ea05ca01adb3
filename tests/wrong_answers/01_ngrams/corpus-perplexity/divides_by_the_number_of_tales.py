# the surprise is summed over tokens but divided by tales
def corpus_perplexity(tales):
    return np.exp(-sum(tale.sum() for tale in tales) / len(tales))
