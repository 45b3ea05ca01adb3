# Drops the blanks first, so that equal labels with a blank between them are merged.
def collapse(path):
    return [symbol for symbol, _ in itertools.groupby([s for s in path if s != 0])]
