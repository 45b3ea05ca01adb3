# the insight: no computing
def perplexity_of_knowing_nothing(vocabulary_size):
    return vocabulary_size
