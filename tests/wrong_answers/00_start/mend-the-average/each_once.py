# counts equal probabilities once
def perplexity_of(probabilities):
    return np.exp(-np.mean(np.log(np.unique(probabilities))))
