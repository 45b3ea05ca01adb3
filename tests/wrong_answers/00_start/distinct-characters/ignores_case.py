# takes capital and small letters for the same character
def distinct_characters(text):
    return len(set(text.lower()))
