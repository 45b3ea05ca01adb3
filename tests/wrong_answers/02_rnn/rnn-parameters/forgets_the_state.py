# the learner thought of a feed-forward network: no weights from state to state
def rnn_parameters(D, H, K, T):
    return H * D + H + K * H + K
