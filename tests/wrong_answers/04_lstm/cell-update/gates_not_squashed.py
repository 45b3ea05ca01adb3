# uses the sums themselves as gates
def cell_update(a, c):
    """a (B, 4H) in the order i, f, g, o; c (B, H) -> h_t (B, H), c_t (B, H)."""
    i, f, g, o = np.split(a, 4, axis=1)
    c_t = f * c + i * np.tanh(g)
    return o * np.tanh(c_t), c_t
