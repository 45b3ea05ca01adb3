# the inverse permutation
def tags_of(predict, sentences, size):
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    tags = []
    for begin in range(0, len(order), size):
        tags += predict([sentences[i] for i in order[begin : begin + size]])
    return [tags[k] for k in np.argsort(order)]
