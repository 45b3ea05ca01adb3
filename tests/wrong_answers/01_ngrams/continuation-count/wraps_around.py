# lets the text begin again after its end
def continuation_probability(ids, V):
    pairs = np.unique(np.stack([ids, np.roll(ids, -1)], axis=1), axis=0)
    return np.bincount(pairs[:, 1], minlength=V) / len(pairs)
