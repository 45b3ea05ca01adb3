# changes the ids that were given
def looks_ahead(scores_of, ids, V):
    """scores_of: ids (T,) -> scores (T, K); ids (T,) -> True or False."""
    before = scores_of(ids)
    for t in range(1, len(ids)):
        ids[t] = (ids[t] + 1) % V
        if not np.allclose(scores_of(ids)[:t], before[:t]):
            return True
    return False
