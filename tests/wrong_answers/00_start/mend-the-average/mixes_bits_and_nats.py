# takes logarithms to base 2 and raises e to their mean
def perplexity_of(probabilities):
    return np.exp(-np.mean(np.log2(probabilities)))
