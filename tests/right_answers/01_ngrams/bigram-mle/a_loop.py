# a loop over places
def bigram_probability(ids, before, token):
    followed = hits = 0
    for t in range(len(ids) - 1):
        if ids[t] == before:
            followed += 1
            hits += ids[t + 1] == token
    return hits / followed if followed > 0 else 0.0
