# the different pairs are divided by all pairs, so the sum is below one
def continuation_probability(ids, V):
    pairs = np.stack([ids[:-1], ids[1:]], axis=1)
    different = np.unique(pairs, axis=0)
    return np.bincount(different[:, 1], minlength=V) / len(pairs)
