# counts the two biases that PyTorch keeps
def lstm_parameters(D, H):
    """D inputs, H units -> a whole number."""
    return 4 * H * (D + H + 2)
