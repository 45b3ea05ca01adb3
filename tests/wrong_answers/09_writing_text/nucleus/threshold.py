# Keeps each token that is likely enough by itself.
def nucleus(p, top_p):
    q = np.where(p >= 1 - top_p, p, 0.0)
    return q / q.sum()
