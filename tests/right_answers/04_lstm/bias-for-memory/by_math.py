# with math, and the logit in another form
import math


def bias_for_memory(n):
    return -math.log(2 ** (1 / n) - 1)
