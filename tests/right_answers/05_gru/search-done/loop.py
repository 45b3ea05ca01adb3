# a loop, with the standard library alone
import math


def next_rate(scores, factor):
    best = None
    for rate in sorted(scores):
        error = scores[rate]
        if not math.isnan(error) and (best is None or error < scores[best]):
            best = rate
    if best == max(scores):
        return best * factor
    if best == min(scores):
        return best / factor
