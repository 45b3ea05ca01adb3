# leaves the bug in: a mean of inverses
def perplexity_of(probabilities):
    return np.mean(1 / probabilities)
