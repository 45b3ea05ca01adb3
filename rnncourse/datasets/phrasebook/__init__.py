"""English and Spanish: the pairs of a written grammar, and pairs written by hand.

loading      load_phrasebook, rejoined
sampling     the pairs drawn from the patterns with a seed; the splits, and what is held out
sense        what the patterns would allow and nobody would say

deeds, clitics, likes, life, days, places, qualities, questions, talk, joined, nested
             the patterns, each a function that draws a sentence and its translation

clauses      a clause in both languages: tense, negation, question, where pronouns stand
people       who the sentences are about
nouns        noun phrases, agreeing; `lexicon` has the nouns and adjectives, and which go together
verbs        verbs and what they are done to
counting     numbers, times of day
spanish      conjugations, plurals, agreement, clitics with their accents
english      verb forms, plurals, articles, contractions
tables       how small tables are written
"""

from rnncourse.datasets.phrasebook.loading import load_phrasebook, rejoined
from rnncourse.datasets.phrasebook.sampling import HELD_OUT, Pair

__all__ = ["HELD_OUT", "Pair", "load_phrasebook", "rejoined"]
