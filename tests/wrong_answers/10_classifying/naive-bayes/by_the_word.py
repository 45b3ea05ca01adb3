# Each word is divided by its own count over the classes: P(class | word), not P(word | class).
def naive_bayes(counts, classes, new, alpha):
    K = classes.max() + 1
    members = np.arange(K)[:, None] == classes
    of_class = members.astype(counts.dtype) @ counts + alpha
    log_words = np.log(of_class) - np.log(of_class.sum(axis=0, keepdims=True))
    joint = new @ log_words.T + np.log(members.mean(axis=1))
    joint = joint - joint.max(axis=1, keepdims=True)
    return joint - np.log(np.exp(joint).sum(axis=1, keepdims=True))
