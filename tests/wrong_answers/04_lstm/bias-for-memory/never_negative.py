# a bias may be negative: a memory of less than a step
def bias_for_memory(n):
    f = 0.5 ** (1 / n)
    return max(0, np.log(f / (1 - f)))
