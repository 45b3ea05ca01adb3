# gives up the batches of like lengths
def tags_of(predict, sentences, size):
    tags = []
    for begin in range(0, len(sentences), size):
        tags += predict(sentences[begin : begin + size])
    return tags
