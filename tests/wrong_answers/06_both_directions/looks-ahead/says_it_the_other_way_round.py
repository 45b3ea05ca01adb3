# returns whether the model is honest
def looks_ahead(scores_of, ids, V):
    """scores_of: ids (T,) -> scores (T, K); ids (T,) -> True or False."""
    before = scores_of(ids)
    for t in range(1, len(ids)):
        changed = ids.copy()
        changed[t] = (ids[t] + 1) % V
        if not np.allclose(scores_of(changed)[:t], before[:t]):
            return False
    return True
