# spreads the loss evenly: 1 - 1/(2n) a step
def bias_for_memory(n):
    """n > 0 steps after which half is left -> the bias b of the forget gate."""
    f = 1 - 0.5 / n
    return np.log(f / (1 - f))
