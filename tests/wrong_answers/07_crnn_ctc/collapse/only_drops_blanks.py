# Thought that the blank is all there is to drop.
def collapse(path):
    return [symbol for symbol in path if symbol != 0]
