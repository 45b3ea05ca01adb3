# Takes the first match of each word: a late match of an early word costs all that follow.
def rouge_l(predicted, target):
    common, place = 0, 0
    for word in predicted:
        if word in target[place:]:
            place += target[place:].index(word) + 1
            common += 1
    return 2 * common / (len(predicted) + len(target)) if common else 0.0
