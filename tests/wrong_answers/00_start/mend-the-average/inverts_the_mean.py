# averages the probabilities first and inverts afterwards
def perplexity_of(probabilities):
    return 1 / np.mean(probabilities)
