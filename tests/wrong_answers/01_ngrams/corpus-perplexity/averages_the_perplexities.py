# every tale gets the same weight, however short
def corpus_perplexity(tales):
    return np.mean([np.exp(-np.mean(tale)) for tale in tales])
