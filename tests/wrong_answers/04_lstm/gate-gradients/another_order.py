# puts the blocks in the order i, f, o, g
def gate_gradients(i, f, g, o, c_before, c_t, dc, dh):
    """All (B, H) -> da (B, 4H) in the order i, f, g, o."""
    da_i = i * (1 - i) * g * dc
    da_f = f * (1 - f) * c_before * dc
    da_g = (1 - g**2) * i * dc
    da_o = o * (1 - o) * np.tanh(c_t) * dh
    return np.concatenate([da_i, da_f, da_o, da_g], axis=1)
