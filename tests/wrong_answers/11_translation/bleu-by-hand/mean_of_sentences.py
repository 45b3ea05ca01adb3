# The mean of the sentences' own BLEU: a short sentence without a common four then counts as nothing.
def bleu_by_hand(predicted, target):
    scores = []
    for ours, right in zip(predicted, target, strict=True):
        logs = []
        for n in range(1, 5):
            have, allowed = (Counter(tuple(s[i : i + n]) for i in range(len(s) - n + 1)) for s in (ours, right))
            matched = sum((have & allowed).values())
            logs.append(np.log(matched / sum(have.values())) if matched else -np.inf)
        scores.append(min(1.0, np.exp(1 - len(right) / len(ours))) * np.exp(np.mean(logs)))
    return 100 * np.mean(scores)
