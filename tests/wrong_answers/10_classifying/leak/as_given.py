# Nothing is changed.
def tf_idf(train, test):
    texts = np.concatenate([train, test])
    df = (texts > 0).sum(axis=0)
    idf = np.log((1 + len(texts)) / (1 + df)) + 1
    weighted = texts * idf
    weighted = weighted / np.linalg.norm(weighted, axis=1, keepdims=True)
    return weighted[: len(train)], weighted[len(train) :]
