# shortens the arrays that it was given
def clip_by_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    for g in grads.values():
        g *= min(1.0, max_norm / norm) if norm > 0 else 1.0
    return grads
