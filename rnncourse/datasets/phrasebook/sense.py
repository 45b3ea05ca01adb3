"""What the patterns would allow and nobody would say: children who sell houses, dinners before breakfast."""

import re

_YOUNG = r"\b(the|our|my|your) (boys?|girl|children)\b|, children\b"
_GROWN = (
    r"\b(taxi|drive|drove|driving|driven|rent(ed|ing)?|sell|sold|selling|buil[dt]|building|translat\w+|repair\w*|beer|wine"
    r"|reports?|wedding|euros|work(s|ed|ing)?|smoke|park here|sign|order(ed)?|book(ed)? (the|a|this|that) (room|table)"
    r"|flat|motorbike|coffee|bank|office|hospital|paint\w*)\b"
    r"|\b(buy|bought|buying)\b.*\b(boat|car|house|horse|cow|machine|television|computer|sofa)s?\b"
)
_ODD = (
    (_YOUNG, _GROWN),
    (r"\b(friends|guests|tourists)\b", r"\b(his|her|their|your) (friends|grandparents|parents|mother)\b"),
    (r"\b(uncle|aunt|grand\w+|mother|father|parents)\b", r"\b(his|her|their) (grandparents|parents|mother)\b"),
    (
        r"\b(guests|tourists)\b",
        r"\b(plant\w*|buil\w+|paint\w*|water\w*|repair\w*|clean\w*|dishes|beds|in the garden)\b",
    ),
    (r"\b(train|plane|bus)\b.*\bas slow as\b", ""),
    (r"\bcousins\b", r"\btheir grandparents\b"),
    (r"\b(guests|tourists)\b", r"\b(in the bathroom|on the sofa|at home|ears?|years|their own|walk the dog)\b"),
    (r"\b(my|our) (grandmother|grandfather|grandparents)\b", r"\b(football|tennis|run|running|play\w* cards with)\b"),
    (r"\bfish\b.*\bfish\b", ""),
    (r"\bthe (man|woman|boy|girl|waiter|waitress)\b.*\bthe (same|man|woman|boy|girl)\b", ""),
)
_PATTERNS = tuple((re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE)) for one, other in _ODD)


def sensible(source: str) -> bool:
    """Whether someone might say it.

    >>> sensible("The children sold the house."), sensible("The children saw the house.")
    (False, True)
    """
    return not any(one.search(source) and other.search(source) for one, other in _PATTERNS)
