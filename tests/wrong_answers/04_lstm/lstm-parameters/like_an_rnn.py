# counts one block
def lstm_parameters(D, H):
    """D inputs, H units -> a whole number."""
    return H * (D + H + 1)
