# measures the surprise in bits, then raises e instead of 2 to it
def perplexity_of_knowing_nothing(vocabulary_size):
    return np.exp(np.log2(vocabulary_size))
