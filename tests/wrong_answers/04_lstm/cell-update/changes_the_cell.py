# writes the new cell over the old one
def cell_update(a, c):
    i, f, g, o = np.split(a, 4, axis=1)
    c *= sigmoid(f)
    c += sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c
