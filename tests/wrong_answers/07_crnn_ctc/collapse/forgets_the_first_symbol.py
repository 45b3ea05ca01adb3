# Compares each symbol with the one before it and so never looks at the first.
def collapse(path):
    return [b for a, b in zip(path, path[1:]) if b != a and b != 0]
