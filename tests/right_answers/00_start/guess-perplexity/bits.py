# in bits, with 2 to the power of them, and the math module
import math


def perplexity_of_knowing_nothing(vocabulary_size):
    return 2 ** math.log2(vocabulary_size)
