# multiplies rows by U where the equation, written for columns, needs its transpose
def chung_step(P, x, h):
    """x (B, D), h (B, H) -> the new state (B, H)."""
    z = sigmoid(x @ P["W_z"].T + h @ P["U_z"])
    r = sigmoid(x @ P["W_r"].T + h @ P["U_r"])
    candidate = np.tanh(x @ P["W"].T + (r * h) @ P["U"])
    return (1 - z) * h + z * candidate
