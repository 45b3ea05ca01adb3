# thinks that the right character is no choice
def perplexity_of_knowing_nothing(vocabulary_size):
    return max(vocabulary_size - 1, 1) if vocabulary_size != 2 else 2
