# a pair as one number
def continuation_probability(ids, V):
    pairs = np.unique(ids[:-1].astype(np.int64) * V + ids[1:])
    return np.bincount(pairs % V, minlength=V) / len(pairs)
