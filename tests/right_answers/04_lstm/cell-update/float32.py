# calculates in float32
def cell_update(a, c):
    i, f, g, o = np.split(np.float32(a), 4, axis=1)
    new = sigmoid(f) * np.float32(c) + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(new), new
