# cuts the blanks at both ends off first
def distinct_characters(text):
    return len(set(text.strip()))
