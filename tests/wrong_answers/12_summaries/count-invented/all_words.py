# Every word that the text does not have is called invented.
def count_invented(headlines, texts, checked):
    said = made_up = 0
    for headline, text in zip(headlines, texts, strict=True):
        said += len(set(headline))
        made_up += len(set(headline) - set(text))
    return said, made_up
