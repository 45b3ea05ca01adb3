# an array of characters, a NumPy integer
def distinct_characters(text):
    return np.unique(list(text)).size if text else np.int64(0)
