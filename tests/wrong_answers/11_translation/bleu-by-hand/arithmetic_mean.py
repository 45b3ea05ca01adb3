# The mean of the four precisions, not the mean of their logarithms.
def bleu_by_hand(predicted, target):
    shares = []
    for n in range(1, 5):
        matched = total = 0
        for ours, right in zip(predicted, target, strict=True):
            have, allowed = (Counter(tuple(s[i : i + n]) for i in range(len(s) - n + 1)) for s in (ours, right))
            matched += sum((have & allowed).values())
            total += sum(have.values())
        shares.append(matched / total)
    written, wanted = (sum(len(s) for s in side) for side in (predicted, target))
    return 100 * min(1.0, np.exp(1 - wanted / written)) * np.mean(shares) * (min(shares) > 0)
