# counts the gates and forgets the candidate
def lstm_parameters(D, H):
    """D inputs, H units -> a whole number."""
    return 3 * H * (D + H + 1)
