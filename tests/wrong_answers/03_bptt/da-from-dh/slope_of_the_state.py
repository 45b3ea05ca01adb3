# takes the tanh of h_t again, although h_t is already a tanh
def da_from_dh(dh, h_t):
    """dh (B, H), h_t (B, H) -> da (B, H)."""
    return (1 - np.tanh(h_t) ** 2) * dh
