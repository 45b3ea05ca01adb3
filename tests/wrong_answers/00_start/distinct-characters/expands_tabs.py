# turns tabs into blanks
def distinct_characters(text):
    return len(set(text.expandtabs()))
