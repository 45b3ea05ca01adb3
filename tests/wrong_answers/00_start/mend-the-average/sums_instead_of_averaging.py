# sums the surprises: a longer text then looks harder
def perplexity_of(probabilities):
    return np.exp(-np.sum(np.log(probabilities)))
