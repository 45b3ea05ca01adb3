# surprise as the logarithm of one over p, in float32
def perplexity_of(probabilities):
    surprises = np.log(1 / probabilities.astype(np.float32))
    return np.exp(np.sum(surprises) / len(surprises))
