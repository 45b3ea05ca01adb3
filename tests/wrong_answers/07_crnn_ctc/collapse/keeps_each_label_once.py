# Merges all equal labels, not only neighbours.
def collapse(path):
    return [symbol for symbol in dict.fromkeys(path) if symbol != 0]
