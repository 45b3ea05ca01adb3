# collects the largest change of all
from itertools import product


def looks_ahead(scores_of, ids, V):
    largest = 0.0
    start = np.array(scores_of(np.array(ids)), dtype=float)
    for t, v in product(range(len(ids)), range(V)):
        other = np.array(ids)
        other[t] = v
        change = np.abs(np.array(scores_of(other), dtype=float) - start)[:t]
        largest = max(largest, change.max(initial=0.0))
    return largest > 1e-6
