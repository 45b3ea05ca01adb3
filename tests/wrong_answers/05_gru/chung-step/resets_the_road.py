# puts the reset gate on the road too: the old state is reset before it is kept
def chung_step(P, x, h):
    """x (B, D), h (B, H) -> the new state (B, H)."""
    z = sigmoid(x @ P["W_z"].T + h @ P["U_z"].T)
    r = sigmoid(x @ P["W_r"].T + h @ P["U_r"].T)
    h = r * h
    candidate = np.tanh(x @ P["W"].T + h @ P["U"].T)
    return (1 - z) * h + z * candidate
