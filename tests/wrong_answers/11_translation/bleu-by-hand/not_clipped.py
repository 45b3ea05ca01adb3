# Does not clip: an n-gram counts as often as it was written, if the reference has it at all.
def bleu_by_hand(predicted, target):
    logs = []
    for n in range(1, 5):
        matched = total = 0
        for ours, right in zip(predicted, target, strict=True):
            have = [tuple(ours[i : i + n]) for i in range(len(ours) - n + 1)]
            allowed = {tuple(right[i : i + n]) for i in range(len(right) - n + 1)}
            matched += sum(gram in allowed for gram in have)
            total += len(have)
        if matched == 0:
            return 0.0
        logs.append(np.log(matched / total))
    written, wanted = (sum(len(s) for s in side) for side in (predicted, target))
    return 100 * min(1.0, np.exp(1 - wanted / written)) * np.exp(np.mean(logs))
