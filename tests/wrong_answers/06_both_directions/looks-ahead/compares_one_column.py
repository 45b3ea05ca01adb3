# looks at the first column of the scores
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(V):
            changed = ids.copy()
            changed[t] = other
            if not np.allclose(scores_of(changed)[:t, 0], before[:t, 0]):
                return True
    return False
