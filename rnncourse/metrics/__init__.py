"""Numbers that judge: scikit-learn's, nltk's and rouge-score's where they have them.

sequences       perplexity and bits; how much of a text was copied or said twice; error rates of what was read
classification  what a classifier confuses, how well it finds one class, whether its probabilities are honest
translation     BLEU, and how far it would move on another test set
summaries       ROUGE, and what a summary says that its source does not
"""

from rnncourse.metrics.classification import (
    Reliability,
    confusion,
    expected_calibration_error,
    f1,
    reliability,
    scaled,
    temperature,
)
from rnncourse.metrics.sequences import (
    accuracy,
    bits_per_character,
    character_error_rate,
    distinct,
    edit_distance,
    longest_copied_span,
    longest_repeated_span,
    perplexity,
    word_error_rate,
)
from rnncourse.metrics.summaries import Rouge, invented, rouge
from rnncourse.metrics.translation import bleu, bleu_counts, bleu_interval, bleu_of

__all__ = [
    "Reliability",
    "Rouge",
    "accuracy",
    "bits_per_character",
    "bleu",
    "bleu_counts",
    "bleu_interval",
    "bleu_of",
    "character_error_rate",
    "confusion",
    "distinct",
    "edit_distance",
    "expected_calibration_error",
    "f1",
    "invented",
    "longest_copied_span",
    "longest_repeated_span",
    "perplexity",
    "reliability",
    "rouge",
    "scaled",
    "temperature",
    "word_error_rate",
]
