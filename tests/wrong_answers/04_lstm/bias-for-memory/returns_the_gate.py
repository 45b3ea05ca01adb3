# stops at the gate and does not invert the sigmoid
def bias_for_memory(n):
    """n > 0 steps after which half is left -> the bias b of the forget gate."""
    f = 0.5 ** (1 / n)
    return f
