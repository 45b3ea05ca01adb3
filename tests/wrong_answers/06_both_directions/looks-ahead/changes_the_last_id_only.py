# thinks that who looks ahead looks to the very end
def looks_ahead(scores_of, ids, V):
    """scores_of: ids (T,) -> scores (T, K); ids (T,) -> True or False."""
    changed = ids.copy()
    changed[-1] = (ids[-1] + 1) % V
    return not np.allclose(scores_of(changed)[:-1], scores_of(ids)[:-1])
