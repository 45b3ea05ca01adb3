# A name counts once in all headlines together.
def count_invented(headlines, texts, checked):
    said, made_up = set(), set()
    for headline, text in zip(headlines, texts, strict=True):
        claims = {w for w in headline if w in checked or any(c.isdigit() for c in w)}
        said |= claims
        made_up |= claims - set(text)
    return len(said), len(made_up)
