# takes the blocks in the order i, f, o, g
def cell_update(a, c):
    """a (B, 4H) in the order i, f, g, o; c (B, H) -> h_t (B, H), c_t (B, H)."""
    i, f, o, g = np.split(a, 4, axis=1)
    c_t = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_t), c_t
