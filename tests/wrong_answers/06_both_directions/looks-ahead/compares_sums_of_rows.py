# compares the sum of each step's scores
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(V):
            changed = ids.copy()
            changed[t] = other
            if not np.allclose(scores_of(changed)[:t].sum(axis=1), before[:t].sum(axis=1)):
                return True
    return False
