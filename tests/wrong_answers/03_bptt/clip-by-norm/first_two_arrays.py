# only the first two arrays
def clip_by_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in list(grads.values())[:2]))
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return {name: factor * g for name, g in grads.items()}
