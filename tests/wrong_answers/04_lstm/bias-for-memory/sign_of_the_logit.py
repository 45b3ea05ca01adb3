# turns the fraction of the logit upside down
def bias_for_memory(n):
    """n > 0 steps after which half is left -> the bias b of the forget gate."""
    f = 0.5 ** (1 / n)
    return np.log((1 - f) / f)
