# remembers the slope of tanh as 1 - h, without the square
def da_from_dh(dh, h_t):
    """dh (B, H), h_t (B, H) -> da (B, H)."""
    return (1 - h_t) * dh
