# The words are counted in the training texts, but the number of texts is still that of all.
def tf_idf(train, test):
    df = (train > 0).sum(axis=0)
    idf = np.log((1 + len(train) + len(test)) / (1 + df)) + 1
    texts = np.concatenate([train, test])
    weighted = texts * idf
    weighted = weighted / np.linalg.norm(weighted, axis=1, keepdims=True)
    return weighted[: len(train)], weighted[len(train) :]
