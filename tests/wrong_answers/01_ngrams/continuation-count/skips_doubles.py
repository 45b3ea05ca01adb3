# thinks that a token cannot follow itself
def continuation_probability(ids, V):
    pairs = {(a, b) for a, b in zip(ids.tolist(), ids.tolist()[1:]) if a != b}
    ends = np.bincount([b for _, b in pairs], minlength=V)
    return ends / max(len(pairs), 1)
