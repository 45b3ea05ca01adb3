# leaves out what the model called impossible
def perplexity_of(probabilities):
    return np.exp(-np.mean(np.log(probabilities[probabilities > 0])))
