# Each word is brought to length 1 over the texts, not each text over the words.
def tf_idf(train, test):
    df = (train > 0).sum(axis=0)
    idf = np.log((1 + len(train)) / (1 + df)) + 1
    texts = np.concatenate([train, test])
    weighted = texts * idf
    weighted = weighted / np.linalg.norm(weighted, axis=0, keepdims=True)
    return weighted[: len(train)], weighted[len(train) :]
