# counts in a string with blanks: overlapping pairs such as 1 1 1 are counted once
def bigram_probability(ids, before, token):
    text = " " + " ".join(str(i) for i in ids) + " "
    seen = sum(1 for v in ids[:-1] if v == before)
    return text.count(f" {before} {token} ") / seen if seen else 0.0
