# Only one row of the table is kept.
def rouge_l(predicted, target):
    row = [0] * (len(target) + 1)
    for word in predicted:
        new = [0]
        for j, wanted in enumerate(target):
            new.append(row[j] + 1 if word == wanted else max(row[j + 1], new[j]))
        row = new
    if row[-1] == 0:
        return 0
    precision, recall = row[-1] / len(predicted), row[-1] / len(target)
    return 2 * precision * recall / (precision + recall)
