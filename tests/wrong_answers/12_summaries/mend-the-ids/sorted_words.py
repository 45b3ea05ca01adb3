# The source's own words are numbered by the alphabet, not as they come.
def extended_ids(source, target, ids, unknown):
    own = sorted({word for word in source if word not in ids})
    places = ids | {word: len(ids) + i for i, word in enumerate(own)}
    return [places[word] for word in source], [places.get(w, unknown) for w in target], own
