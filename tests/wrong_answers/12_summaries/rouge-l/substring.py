# The longest common run of neighbours: no gaps are allowed.
def rouge_l(predicted, target):
    table = np.zeros((len(predicted) + 1, len(target) + 1))
    for i, ours in enumerate(predicted):
        for j, wanted in enumerate(target):
            if ours == wanted:
                table[i + 1, j + 1] = table[i, j] + 1
    common = table.max()
    return 2 * common / (len(predicted) + len(target)) if common else 0.0
