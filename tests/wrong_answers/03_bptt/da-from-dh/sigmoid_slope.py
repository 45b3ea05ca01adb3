# uses the slope of the sigmoid, h (1 - h)
def da_from_dh(dh, h_t):
    """dh (B, H), h_t (B, H) -> da (B, H)."""
    return h_t * (1 - h_t) * dh
