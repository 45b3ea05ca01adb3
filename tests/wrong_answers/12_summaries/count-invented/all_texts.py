# What stands in any of the texts is taken for true.
def count_invented(headlines, texts, checked):
    everything = {w for text in texts for w in text}
    said = made_up = 0
    for headline in headlines:
        claims = {w for w in headline if w in checked or any(c.isdigit() for c in w)}
        said += len(claims)
        made_up += len(claims - everything)
    return said, made_up
