"""English inflection: verbs, plurals, articles, contractions."""

import re

_PLURAL = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "tooth": "teeth",
    "knife": "knives",
    "scarf": "scarves",
    "wife": "wives",
    "fish": "fish",
    "tomato": "tomatoes",
    "potato": "potatoes",
    "policeman": "policemen",
}
_IRREGULAR = """
be was been; become became become; begin began begun; break broke broken; bring brought brought; build built built
buy bought bought; choose chose chosen; come came come; cost cost cost; cut cut cut; do did done; draw drew drawn
drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feel felt felt; find found found
forget forgot forgotten; get got got; give gave given; go went gone; have had had; hear heard heard; hurt hurt hurt
keep kept kept; know knew known; learn learnt learnt; leave left left; lend lent lent; lose lost lost; make made made
meet met met; pay paid paid; put put put; read read read; ride rode ridden; ring rang rung; run ran run; say said said
see saw seen; sell sold sold; send sent sent; show showed shown; sing sang sung; sit sat sat; sleep slept slept
speak spoke spoken; spend spent spent; swim swam swum; take took taken; teach taught taught; tell told told
think thought thought; understand understood understood; wake woke woken; wear wore worn; write wrote written
"""
_FORMS = {base: (past, participle) for base, past, participle in map(str.split, re.split("[;\n]", _IRREGULAR.strip()))}
_DOUBLED = {"begin", "prefer", "forget", "travel"}
_VOWEL_SOUND = {"hour": True, "honest": True, "university": False, "useful": False, "used": False, "European": False}
_CONTRACTIONS = [
    (r"\b(I) am\b", r"\1'm"),
    (r"\b(you|we|they) are\b", r"\1're"),
    (r"\b(he|she|it) is\b", r"\1's"),
    (r"\b(do|does|did|is|are|was|were|have|has|could|should) not\b", r"\1n't"),
    (r"\bcan not\b", "can't"),
]


def third(verb: str) -> str:
    """The form of he, she and it: "washes", "looks for".

    >>> third("wash"), third("look for"), third("have"), third("carry")
    ('washes', 'looks for', 'has', 'carries')
    """
    head, space, rest = verb.partition(" ")
    if head == "have":
        return "has" + space + rest
    if head in ("be", "go", "do"):
        return {"be": "is", "go": "goes", "do": "does"}[head] + space + rest
    return _with_s(head) + space + rest


def gerund(verb: str) -> str:
    """The form in -ing.

    >>> gerund("write"), gerund("put on"), gerund("open"), gerund("lie")
    ('writing', 'putting on', 'opening', 'lying')
    """
    head, space, rest = verb.partition(" ")
    if head.endswith("ie"):
        stem = head[:-2] + "y"
    elif head.endswith("e") and not head.endswith(("ee", "be")):
        stem = head[:-1]
    else:
        stem = _doubled(head)
    return f"{stem}ing{space}{rest}"


def past(verb: str) -> str:
    """The simple past: "washed", "waited for", "wrote"."""
    head, space, rest = verb.partition(" ")
    if head in _FORMS:
        form = _FORMS[head][0]
    elif head.endswith("e"):
        form = head + "d"
    elif re.search("[^aeiou]y$", head):
        form = head[:-1] + "ied"
    else:
        form = _doubled(head) + "ed"
    return form + space + rest


def participle(verb: str) -> str:
    """The past participle: "washed", "waited for", "written"."""
    head, space, rest = verb.partition(" ")
    return _FORMS[head][1] + space + rest if head in _FORMS else past(verb)


def plural(noun: str) -> str:
    """The plural of a noun; of several words, the last one's.

    >>> plural("post office"), plural("knife"), plural("box"), plural("family")
    ('post offices', 'knives', 'boxes', 'families')
    """
    head, space, last = noun.rpartition(" ")
    return head + space + (_PLURAL.get(last) or _with_s(last))


def article(words: str) -> str:
    """Words with "a" or "an" before them.

    >>> article("old house"), article("university"), article("hour")
    ('an old house', 'a university', 'an hour')
    """
    first = words.split(" ", 1)[0]
    return ("an " if _VOWEL_SOUND.get(first, first[0].lower() in "aeiou") else "a ") + words


def contract(text: str) -> str:
    """A sentence with the contractions of speech: "I'm", "don't".

    A short answer keeps its full form at the end: "Yes, I am."
    """
    for pattern, short in _CONTRACTIONS:
        text = re.sub(pattern + r"(?![.,?!])", short, text)
    return text


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if re.search("[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def _doubled(verb: str) -> str:
    """A short verb with its last consonant twice: "stopp", "putt"."""
    short = re.fullmatch("[^aeiou]*[aeiou][^aeiouwxy]", verb) is not None
    return verb + verb[-1] if short or verb in _DOUBLED else verb
