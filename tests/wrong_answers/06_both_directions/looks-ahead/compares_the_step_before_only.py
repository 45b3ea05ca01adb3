# looks at the step just before the changed one
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(V):
            changed = ids.copy()
            changed[t] = other
            if not np.allclose(scores_of(changed)[t - 1], before[t - 1]):
                return True
    return False
