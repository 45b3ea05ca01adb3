# The function as it was given.
def extended_ids(source, target, ids, unknown):
    own, read = [], []
    for word in source:
        if word in ids:
            read.append(ids[word])
        else:
            read.append(len(ids) + len(own))
            own.append(word)
    wanted = [ids.get(word, unknown) for word in target]
    return read, wanted, own
