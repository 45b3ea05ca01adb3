# multiplies matrices where each unit has its own slope
def da_from_dh(dh, h_t):
    """dh (B, H), h_t (B, H) -> da (B, H)."""
    return (1 - h_t**2) @ dh.T
