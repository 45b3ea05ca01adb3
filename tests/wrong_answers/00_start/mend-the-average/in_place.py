# takes the logarithms in the caller's array
def perplexity_of(probabilities):
    np.log(probabilities, out=probabilities)
    return np.exp(-probabilities.mean())
