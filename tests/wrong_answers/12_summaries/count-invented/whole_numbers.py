# Only words that are digits throughout count as numbers: 5.40 and 9th are passed over.
def count_invented(headlines, texts, checked):
    said = made_up = 0
    for headline, text in zip(headlines, texts, strict=True):
        claims = {w for w in headline if w in checked or w.isdigit()}
        said += len(claims)
        made_up += len(claims - set(text))
    return said, made_up
