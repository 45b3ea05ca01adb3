# The recall alone: a very long headline would be perfect.
def rouge_l(predicted, target):
    table = np.zeros((len(predicted) + 1, len(target) + 1))
    for i, ours in enumerate(predicted):
        for j, wanted in enumerate(target):
            same = table[i, j] + (ours == wanted)
            table[i + 1, j + 1] = max(same, table[i, j + 1], table[i + 1, j])
    return table[-1, -1] / len(target) if target else 0.0
