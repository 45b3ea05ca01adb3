# takes the n-th power in place of the n-th root
def bias_for_memory(n):
    """n > 0 steps after which half is left -> the bias b of the forget gate."""
    f = 0.5**n
    return np.log(f / (1 - f))
