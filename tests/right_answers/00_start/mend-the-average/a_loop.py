# a loop and the math module
import math


def perplexity_of(probabilities):
    total = 0.0
    for p in probabilities:
        total += -math.log(p) if p > 0 else math.inf
    return math.exp(total / len(probabilities))
