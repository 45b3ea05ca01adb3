# a difference of logarithms
def bias_for_memory(n):
    log_f = -np.log(2) / n
    return log_f - np.log1p(-np.exp(log_f))
