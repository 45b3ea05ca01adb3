# adds up the sizes of arrays
def rnn_parameters(D, H, K, T):
    shapes = [(H, D), (H, H), (H,), (K, H), (K,)]
    return np.sum([np.prod(shape) for shape in shapes])
