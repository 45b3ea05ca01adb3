# counts in joined strings: ids of two digits run into each other, and overlapping pairs are missed
def bigram_probability(ids, before, token):
    text = "".join(str(i) for i in ids)
    together, seen = text.count(f"{before}{token}"), text[:-1].count(str(before))
    return together / seen if seen else 0.0
