# a Counter of pairs of a list, and a float32 result
from collections import Counter


def bigram_probability(ids, before, token):
    pairs = Counter(zip(ids.tolist(), ids.tolist()[1:]))
    seen = sum(n for (v, _), n in pairs.items() if v == before)
    return np.float32(pairs[before, token] / seen) if seen else np.float32(0)
