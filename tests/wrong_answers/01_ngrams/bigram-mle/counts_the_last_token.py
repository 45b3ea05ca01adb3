# the last token of the text is followed by nothing, so it is no occasion to follow
def bigram_probability(ids, before, token):
    together = np.sum((ids[:-1] == before) & (ids[1:] == token))
    seen = np.sum(ids == before)
    return float(together / seen) if seen else 0.0
