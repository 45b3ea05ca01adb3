# the learner thought that the output is computed from the input's D numbers
def rnn_parameters(D, H, K, T):
    return H * D + H * H + H + K * D + K
