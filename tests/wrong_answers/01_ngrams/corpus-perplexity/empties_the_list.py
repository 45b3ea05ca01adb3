# takes the tales out of the caller's list
def corpus_perplexity(tales):
    tokens = []
    while tales:
        tokens.extend(tales.pop())
    return np.exp(-np.mean(tokens))
