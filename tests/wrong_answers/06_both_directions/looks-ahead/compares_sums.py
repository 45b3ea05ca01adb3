# compares sums, in which two changes may cancel
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(V):
            changed = ids.copy()
            changed[t] = other
            if not np.isclose(scores_of(changed)[:t].sum(), before[:t].sum()):
                return True
    return False
