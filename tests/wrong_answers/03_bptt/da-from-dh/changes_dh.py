# writes the result over the gradient it was given, which others still need
def da_from_dh(dh, h_t):
    """dh (B, H), h_t (B, H) -> da (B, H)."""
    dh *= 1 - h_t**2
    return dh
