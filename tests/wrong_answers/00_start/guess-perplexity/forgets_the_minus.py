# takes the logarithm of the probability for the surprise, without the minus
def perplexity_of_knowing_nothing(vocabulary_size):
    return np.exp(np.log(1 / vocabulary_size))
