# a list of rows
def sentence_vector(y, lengths):
    H = y.shape[-1] // 2
    return [list(y[int(n) - 1, b, :H]) + list(y[0, b, H:]) for b, n in enumerate(lengths)]
