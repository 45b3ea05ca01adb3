# The package's own.
def probabilities(logits, temperature, top_k):
    from rnncourse import decoding

    return decoding.distribution(logits, temperature, top_k)
