# stops at the surprise and does not take e to the power of it
def perplexity_of_knowing_nothing(vocabulary_size):
    return -np.log(1 / vocabulary_size)
