# two loops, fractions in the end
from fractions import Fraction


def share_of_wins(a, b):
    wins = Fraction(0)
    for x in a:
        for y in b:
            wins += 1 if x < y else Fraction(1, 2) if x == y else 0
    return wins / (len(a) * len(b))
