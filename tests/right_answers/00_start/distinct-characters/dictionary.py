# a dictionary of counts
from collections import Counter


def distinct_characters(text):
    return len(Counter(text).keys())
