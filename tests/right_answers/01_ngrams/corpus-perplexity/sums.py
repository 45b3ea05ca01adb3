# sums and lengths, tale by tale
import math


def corpus_perplexity(tales):
    total = sum(float(np.sum(tale)) for tale in tales)
    return math.exp(-total / sum(len(tale) for tale in tales)) if total > -math.inf else math.inf
