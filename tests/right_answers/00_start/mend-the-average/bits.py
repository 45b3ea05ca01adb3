# bits, and 2 to the power of their mean
def perplexity_of(probabilities):
    return 2 ** -np.log2(probabilities).mean()
