# The source is mended; the target never asks for a word of its own.
def extended_ids(source, target, ids, unknown):
    own = list(dict.fromkeys(word for word in source if word not in ids))
    places = {word: len(ids) + i for i, word in enumerate(own)}
    read = [ids.get(word, places.get(word)) for word in source]
    return read, [ids.get(word, unknown) for word in target], own
