# calls a change below 0.1 nothing
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(V):
            changed = ids.copy()
            changed[t] = other
            if np.abs(scores_of(changed)[:t] - before[:t]).max() > 0.1:
                return True
    return False
