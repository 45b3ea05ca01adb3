# One product with a table of which row holds which symbol.
def ctc_gradient(log_y, posterior, extended):
    same = np.asarray(extended)[:, None] == np.arange(log_y.shape[1])
    return np.exp(log_y) - posterior @ same
