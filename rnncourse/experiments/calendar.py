"""What the calendar knows of a date before it is read, and a beam search that asks it.

A date is eight digits, day, month and year: 03031994. Labels are digit + 1, as CTC keeps 0 for the blank.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

import numpy as np

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)

Prior = Mapping[tuple[int, ...], np.ndarray]


def some_dates(n: int, rng: np.random.Generator) -> list[str]:
    """n dates from 1900 to 2099, all equally likely, as eight digits each."""
    days = rng.integers(0, (LAST - FIRST).days + 1, n)
    return [f"{FIRST + datetime.timedelta(int(day)):%d%m%Y}" for day in days]


@cache
def calendar() -> Prior:
    """Every beginning of a date -> (11,): at 0 the probability that it ends here, at k that label k comes next."""
    counts: Counter[tuple[int, ...]] = Counter()
    for day in range((LAST - FIRST).days + 1):
        date = tuple(int(digit) + 1 for digit in f"{FIRST + datetime.timedelta(day):%d%m%Y}")
        counts.update(date[:i] for i in range(9))
    following = {prefix: np.zeros(11) for prefix in counts}
    for prefix, count in counts.items():
        if prefix:
            following[prefix[:-1]][prefix[-1]] = count / counts[prefix[:-1]]
        if len(prefix) == 8:
            following[prefix][0] = 1
    return following


def read_with_prior(log_probs: np.ndarray, prior: Prior | None, *, beam_size: int = 10) -> tuple[int, ...]:
    """The likeliest labels by prefix beam search, each new label weighed by what the prior gives it.

    log_probs (T, K), the blank at 0; prior : a beginning -> (K,), at 0 that nothing follows; None weighs all alike

    A beginning that the prior does not hold, or gives 0, is dropped. Where no whole text is left: the best beginning.
    """
    even = np.ones(log_probs.shape[1])
    weigh = (lambda prefix: even) if prior is None else (lambda prefix: prior[prefix])
    # prefix -> the probability of its paths that end in a blank, and of those that end in its last label
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for y in np.exp(log_probs.astype(np.float64)):
        grown: defaultdict[tuple[int, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for prefix, (in_blank, in_label) in beam.items():
            last, follows = prefix[-1] if prefix else 0, weigh(prefix)
            grown[prefix][0] += (in_blank + in_label) * y[0]
            grown[prefix][1] += in_label * y[last]
            for k in np.flatnonzero(follows[1:]) + 1:
                paths = in_blank if k == last else in_blank + in_label
                grown[*prefix, int(k)][1] += paths * y[k] * follows[k]
        best = sorted(grown, key=lambda prefix: -sum(grown[prefix]))[:beam_size]
        most = sum(grown[best[0]])
        beam = {prefix: (grown[prefix][0] / most, grown[prefix][1] / most) for prefix in best}
    return max(beam, key=lambda prefix: (sum(beam[prefix]) * weigh(prefix)[0], sum(beam[prefix])))
