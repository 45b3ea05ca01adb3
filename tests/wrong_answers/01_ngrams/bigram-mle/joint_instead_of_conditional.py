# the share is taken among all pairs: that is p(before, token), not p(token | before)
def bigram_probability(ids, before, token):
    return float(np.mean((ids[:-1] == before) & (ids[1:] == token)))
