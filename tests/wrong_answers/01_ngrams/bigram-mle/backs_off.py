# takes the shorter context where nothing followed, instead of 0
def bigram_probability(ids, before, token):
    followers = ids[1:][ids[:-1] == before]
    return float(np.mean(followers == token)) if len(followers) else float(np.mean(ids == token))
