# Test texts get an idf of their own: they are weighted otherwise than the training texts.
def tf_idf(train, test):
    found = []
    for texts in (train, test):
        df = (texts > 0).sum(axis=0)
        weighted = texts * (np.log((1 + len(texts)) / (1 + df)) + 1)
        found.append(weighted / np.linalg.norm(weighted, axis=1, keepdims=True))
    return tuple(found)
