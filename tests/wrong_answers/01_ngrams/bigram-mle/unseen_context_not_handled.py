# 0 / 0 is not 0: a context that nothing followed needs its own answer
def bigram_probability(ids, before, token):
    followers = list(ids[1:][ids[:-1] == before])
    return followers.count(token) / len(followers)
