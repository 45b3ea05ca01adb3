# thinks that blanks and line ends are no characters
def distinct_characters(text):
    return len(set("".join(text.split())))
