# The target is mended; a word that comes twice still has two ids.
def extended_ids(source, target, ids, unknown):
    own, read = [], []
    for word in source:
        if word in ids:
            read.append(ids[word])
        else:
            read.append(len(ids) + len(own))
            own.append(word)
    places = {word: len(ids) + own.index(word) for word in own}
    return read, [ids.get(word, places.get(word, unknown)) for word in target], own
