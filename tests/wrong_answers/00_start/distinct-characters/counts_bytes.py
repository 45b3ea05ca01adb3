# counts bytes, of which an accented letter has two
def distinct_characters(text):
    return len(set(text.encode("utf-8")))
