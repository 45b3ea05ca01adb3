"""The data of the course: what ships, what can be fetched, where it lies.

entries      the registry: one declaration a data set, with its checksums
paths        where a copy may lie: the checkout, RNNCOURSE_DATA, NLTK's folders, the cache
integrity    read a copy and refuse one that is truncated or altered
fetch        get(name): download, check, and only then move into place
texts        load_text, load_tales
tagged       load_tagged, load_treebank
commands     what `rnncourse data list | get NAME | verify` do
"""

from rnncourse.datasets.entries import Dataset, registry
from rnncourse.datasets.fetch import DownloadFailed, get
from rnncourse.datasets.integrity import Copy, DatasetDamaged, DatasetMissing, available, verify
from rnncourse.datasets.tagged import UNIVERSAL_TAGS, load_tagged, load_treebank
from rnncourse.datasets.texts import Tale, load_tales, load_text

__all__ = [
    "UNIVERSAL_TAGS",
    "Copy",
    "Dataset",
    "DatasetDamaged",
    "DatasetMissing",
    "DownloadFailed",
    "Tale",
    "available",
    "get",
    "load_tagged",
    "load_tales",
    "load_text",
    "load_treebank",
    "registry",
    "verify",
]
