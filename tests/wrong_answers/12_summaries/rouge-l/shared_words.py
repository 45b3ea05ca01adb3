# Counts shared words, as ROUGE-1 does: the order does not matter.
def rouge_l(predicted, target):
    common = sum(min(predicted.count(w), target.count(w)) for w in set(predicted))
    return 2 * common / (len(predicted) + len(target)) if common else 0.0
