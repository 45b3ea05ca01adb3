# Looks for the word inside the joined text: a part of a longer word is enough.
def count_invented(headlines, texts, checked):
    said = made_up = 0
    for headline, text in zip(headlines, texts, strict=True):
        claims = {w for w in headline if w in checked or any(c.isdigit() for c in w)}
        said += len(claims)
        made_up += sum(w not in " ".join(text) for w in claims)
    return said, made_up
