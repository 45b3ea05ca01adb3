# takes the last character of a pair for its second id
def continuation_probability(ids, V):
    pairs = {f"{a} {b}" for a, b in zip(ids.tolist(), ids.tolist()[1:])}
    return np.bincount([int(pair[-1]) for pair in pairs], minlength=V) / len(pairs)
