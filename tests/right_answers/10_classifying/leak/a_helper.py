# A function that weighs, with the idf of the training texts.
def tf_idf(train, test):
    idf = 1 + np.log(1 + len(train)) - np.log(1 + np.count_nonzero(train, axis=0))

    def weigh(texts):
        return texts * idf / np.sqrt(((texts * idf) ** 2).sum(axis=1))[:, None]

    return weigh(train), weigh(test)
