# forgets that nothing is said past an end
def read_both_ways(ahead, back, x, lengths):
    turned = x.copy()
    for b, n in enumerate(lengths):
        turned[:n, b] = x[:n, b][::-1]
    y_back = back(turned)
    for b, n in enumerate(lengths):
        y_back[:n, b] = y_back[:n, b][::-1].copy()
    return np.concatenate([ahead(x), y_back], axis=2)
