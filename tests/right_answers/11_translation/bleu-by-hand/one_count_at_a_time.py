# Each n-gram found is crossed out of the reference.
def bleu_by_hand(predicted, target):
    product = 1.0
    for n in range(1, 5):
        hits, seen = 0, 0
        for ours, right in zip(predicted, target, strict=True):
            left = [tuple(right[i : i + n]) for i in range(len(right) - n + 1)]
            for i in range(len(ours) - n + 1):
                seen += 1
                if tuple(ours[i : i + n]) in left:
                    left.remove(tuple(ours[i : i + n]))
                    hits += 1
        product *= hits / seen
    short = sum(map(len, target)) / sum(map(len, predicted))
    return 100 * product**0.25 * np.exp(min(0.0, 1 - short))
