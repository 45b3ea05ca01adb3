# hands back the dictionary that it was given
def clip_by_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    return grads if norm <= max_norm else {name: max_norm / norm * g for name, g in grads.items()}
