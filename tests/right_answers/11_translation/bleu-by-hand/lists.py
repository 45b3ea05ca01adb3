# n-grams by zip, the precisions multiplied.
def grams(sentence, n):
    return Counter(zip(*[sentence[i:] for i in range(n)], strict=False))


def bleu_by_hand(predicted, target):
    pairs = list(zip(predicted, target, strict=True))
    p = [
        sum((grams(a, n) & grams(b, n)).total() for a, b in pairs) / sum(grams(a, n).total() for a, _ in pairs)
        for n in (1, 2, 3, 4)
    ]
    c, r = sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs)
    penalty = 1.0 if c > r else float(np.exp(1 - r / c))
    return 100 * penalty * float(np.prod(p)) ** 0.25
