# A name that is said twice in one headline counts twice.
def count_invented(headlines, texts, checked):
    said = made_up = 0
    for headline, text in zip(headlines, texts, strict=True):
        claims = [w for w in headline if w in checked or any(c.isdigit() for c in w)]
        said += len(claims)
        made_up += sum(w not in text for w in claims)
    return said, made_up
