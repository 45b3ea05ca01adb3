# The loop as it was given, mended in place.
def extended_ids(source, target, ids, unknown):
    own, read = [], []
    for word in source:
        if word in ids:
            read.append(ids[word])
            continue
        if word not in own:
            own.append(word)
        read.append(len(ids) + own.index(word))
    wanted = []
    for word in target:
        if word in ids:
            wanted.append(ids[word])
        else:
            wanted.append(len(ids) + own.index(word) if word in own else unknown)
    return read, wanted, own
