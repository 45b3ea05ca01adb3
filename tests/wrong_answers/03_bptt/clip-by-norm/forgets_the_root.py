# compares and divides by the sum of squares, without the root
def clip_by_norm(grads, max_norm):
    """grads: {name: array}, max_norm > 0 -> {name: array} of a common norm of at most max_norm."""
    norm = sum((g**2).sum() for g in grads.values())
    factor = max_norm / norm if norm > max_norm else 1
    return {name: factor * g for name, g in grads.items()}
