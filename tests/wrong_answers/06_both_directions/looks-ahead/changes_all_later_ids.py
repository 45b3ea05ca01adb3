# changes all later ids at once: two changes may cancel
def looks_ahead(scores_of, ids, V):
    before = scores_of(ids)
    for t in range(1, len(ids)):
        for other in range(1, V):
            changed = ids.copy()
            changed[t:] = (changed[t:] + other) % V
            if not np.allclose(scores_of(changed)[:t], before[:t]):
                return True
    return False
