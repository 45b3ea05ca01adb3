# turns the sequences in the array that belongs to the caller
def read_both_ways(ahead, back, x, lengths):
    y_ahead = ahead(x)
    for b, n in enumerate(lengths):
        x[:n, b] = x[:n, b][::-1].copy()
    y_back = back(x)
    for b, n in enumerate(lengths):
        y_back[:n, b] = y_back[:n, b][::-1].copy()
    y = np.concatenate([y_ahead, y_back], axis=2)
    y[np.arange(len(x))[:, None] >= lengths] = 0
    return y
