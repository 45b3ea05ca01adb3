# counts the different tokens that come after, not those that come before
def continuation_probability(ids, V):
    pairs = np.unique(np.stack([ids[:-1], ids[1:]], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=V) / len(pairs)
