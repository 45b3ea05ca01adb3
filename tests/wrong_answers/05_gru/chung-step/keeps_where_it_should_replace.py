# takes z for what stays, as PyTorch does; here z is what comes in
def chung_step(P, x, h):
    """x (B, D), h (B, H) -> the new state (B, H)."""
    z = sigmoid(x @ P["W_z"].T + h @ P["U_z"].T)
    r = sigmoid(x @ P["W_r"].T + h @ P["U_r"].T)
    candidate = np.tanh(x @ P["W"].T + (r * h) @ P["U"].T)
    return z * h + (1 - z) * candidate
