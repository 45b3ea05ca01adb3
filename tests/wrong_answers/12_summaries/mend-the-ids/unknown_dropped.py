# A word of the target that stands nowhere is left out instead of being unknown.
def extended_ids(source, target, ids, unknown):
    own = list(dict.fromkeys(word for word in source if word not in ids))
    places = ids | {word: len(ids) + i for i, word in enumerate(own)}
    return [places[word] for word in source], [places[w] for w in target if w in places], own
