# counts every character, not every different one
def distinct_characters(text):
    return len(text)
