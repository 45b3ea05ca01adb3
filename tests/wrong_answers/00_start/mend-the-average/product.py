# multiplies: the product of many probabilities is too small for a float
def perplexity_of(probabilities):
    return np.prod(probabilities) ** (-1 / len(probabilities))
