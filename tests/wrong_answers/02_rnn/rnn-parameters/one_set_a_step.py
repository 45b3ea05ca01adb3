# the learner thought that each time step has weights of its own
def rnn_parameters(D, H, K, T):
    return T * (H * D + H * H + H) + K * H + K
