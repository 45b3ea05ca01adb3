# a set of pairs and a list
def continuation_probability(ids, V):
    pairs = set(zip(ids.tolist(), ids.tolist()[1:]))
    return [sum(b == w for _, b in pairs) / len(pairs) for w in range(V)]
