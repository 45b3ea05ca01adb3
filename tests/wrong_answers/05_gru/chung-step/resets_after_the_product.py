# lets the reset gate work on the product with U, as PyTorch does
def chung_step(P, x, h):
    """x (B, D), h (B, H) -> the new state (B, H)."""
    z = sigmoid(x @ P["W_z"].T + h @ P["U_z"].T)
    r = sigmoid(x @ P["W_r"].T + h @ P["U_r"].T)
    candidate = np.tanh(x @ P["W"].T + r * (h @ P["U"].T))
    return (1 - z) * h + z * candidate
