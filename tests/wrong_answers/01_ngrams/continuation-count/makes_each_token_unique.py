# removes repeated tokens instead of repeated pairs
def continuation_probability(ids, V):
    different = np.unique(ids[1:])
    return np.bincount(different, minlength=V) / len(different)
