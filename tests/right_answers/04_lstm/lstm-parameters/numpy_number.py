# a number of NumPy
def lstm_parameters(D, H):
    return np.prod([4, H]) * np.int64(D + H + 1)
