# each sequence alone, in a list
def read_both_ways(ahead, back, x, lengths):
    T = x.shape[0]
    rows = []
    for b in range(x.shape[1]):
        n = int(lengths[b])
        one = x[:n, b : b + 1]
        both = np.concatenate([ahead(one), back(one[::-1].copy())[::-1]], axis=2)[:, 0]
        rows.append(np.pad(both, ((0, T - n), (0, 0))))
    return np.stack(rows, axis=1)
