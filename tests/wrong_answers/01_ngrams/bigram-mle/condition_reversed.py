# divides by how often token came, which is p(before | token)
def bigram_probability(ids, before, token):
    previous = ids[:-1][ids[1:] == token]
    return float(np.mean(previous == before)) if len(previous) else 0.0
