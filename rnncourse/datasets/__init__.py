"""The data of the course: what ships, what can be fetched, what is made at run time.

texts        load_text, load_tales, load_documents
tagged       load_tagged, load_tagged_tales, load_treebank
labelled     load_reviews, load_messages
classified   load_polarity, load_movie_reviews, load_surnames: by others, fetched
table        load_table: the reader's own texts and labels
reports      load_reports: short reports with headlines
phrasebook   load_phrasebook: English and Spanish, by a grammar and by hand
pairs        load_pairs: Tatoeba's English and French; read_pairs: your own file
digits       strings of handwritten digits, composed from scikit-learn's scans
synthetic    the adding problem, the copy task, the balance, the oscillation
entries      the registry: one declaration a data set, with its checksums
paths        where a copy may lie: the checkout, RNNCOURSE_DATA, NLTK's folders, the cache
integrity    read a copy and refuse one that is truncated or altered
fetch        get(name): download, check, and only then put it in place
errors       what can be wrong with a data set, and what to do
commands     what `rnncourse data list | get NAME | verify` do
"""

from rnncourse.datasets.classified import Labelled, load_movie_reviews, load_polarity, load_surnames
from rnncourse.datasets.digits import BLANK, DigitStrings, Scans, digit_strings, scans, spell
from rnncourse.datasets.entries import Dataset, registry
from rnncourse.datasets.errors import DatasetDamaged, DatasetError, DatasetMissing, DownloadFailed
from rnncourse.datasets.fetch import get
from rnncourse.datasets.integrity import Copy, available, verify
from rnncourse.datasets.labelled import Message, Review, load_messages, load_reviews
from rnncourse.datasets.pairs import load_pairs, read_pairs
from rnncourse.datasets.phrasebook import Pair, load_phrasebook, rejoined
from rnncourse.datasets.reports import FACTS, Report, load_reports
from rnncourse.datasets.synthetic import adding_problem, balance, copy_task, oscillation
from rnncourse.datasets.table import load_table
from rnncourse.datasets.tagged import UNIVERSAL_TAGS, load_tagged, load_tagged_tales, load_treebank
from rnncourse.datasets.texts import Tale, load_documents, load_tales, load_text

__all__ = [
    "BLANK",
    "FACTS",
    "UNIVERSAL_TAGS",
    "Copy",
    "Dataset",
    "DatasetDamaged",
    "DatasetError",
    "DatasetMissing",
    "DigitStrings",
    "DownloadFailed",
    "Labelled",
    "Message",
    "Pair",
    "Review",
    "Report",
    "Scans",
    "Tale",
    "adding_problem",
    "available",
    "balance",
    "copy_task",
    "digit_strings",
    "get",
    "load_documents",
    "load_messages",
    "load_pairs",
    "load_phrasebook",
    "load_movie_reviews",
    "load_polarity",
    "load_reviews",
    "load_reports",
    "load_surnames",
    "load_table",
    "load_tagged",
    "load_tagged_tales",
    "load_tales",
    "load_text",
    "load_treebank",
    "oscillation",
    "read_pairs",
    "registry",
    "rejoined",
    "scans",
    "spell",
    "verify",
]
