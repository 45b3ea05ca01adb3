"""The registry of data sets: one declaration each, with the SHA-256 of every file that is read."""

import difflib
from dataclasses import dataclass, field
from pathlib import Path

# NLTK's Gutenberg selection, file by file: the books are checked and not the zip around them, so that a
# repacked zip with the same books passes and one with an altered book does not.
_GUTENBERG = {
    "austen-emma.txt": "71b0923d75fcf2f1faa897b22da8de8e2476d7478a2b22388eb58a3420e00215",
    "austen-persuasion.txt": "cec097657cbfeb62aafe178973f514fa07ab66a5e28ea025ebd5d51ca870e40f",
    "austen-sense.txt": "57b169c7cfa502896dee25bd66616f61cc1d21084caf31f015176ee46fda9718",
    "bible-kjv.txt": "3f56c9f0bbc796312aacc5fcb49a799f5c5f729f00db3f86bff26319a93bfede",
    "blake-poems.txt": "840897a66e23a47dd1fd56b864f421b2be0af074dc081244f7995bf26939eee9",
    "bryant-stories.txt": "5d86761f8609a6501c0bf9c00e4dd7e391681eb179bcb3bd61c43b5aa0f53b68",
    "burgess-busterbrown.txt": "d3e237c6e895644b573dd47b0b35a6474ed559e1d0a0fd2ed525b95087c17d5b",
    "carroll-alice.txt": "5ce9042c0d8536b072b61d4c7c4e6d70c72d9dbb5f3d816261326d9280749266",
    "chesterton-ball.txt": "c6b6d4e8c09a3f49a09f37f4e47663d4d6f048b62d86c70ccafdfd8f27059a58",
    "chesterton-brown.txt": "67027976205b4b30e367c704807f56c8ffac3e8ea6037d993e57ab1fe28447ec",
    "chesterton-thursday.txt": "8b431a2a8db84089cd6f83fa66610c3b12c04114609df6e90137c0c58f2c5493",
    "edgeworth-parents.txt": "d36ac7a257467d242e1c3e3ae98d054853109873aa0899db25d045af619ad6f6",
    "melville-moby_dick.txt": "ff7424f923506564f5806983c046be4b60f50edcd48d327abf795dabb5eaa7f7",
    "milton-paradise.txt": "49028a77c557de1459e96c026edbe72997be2d9015925f7baefb793cd6fe706f",
    "shakespeare-caesar.txt": "7c46bd32fc84d9596bcad55b61ec3c1a390239acb190b286422855aafc2774b3",
    "shakespeare-hamlet.txt": "1eceab7027ad7e0cc25c6b6aadcb2e6bb070395cb2085f775ac732d63d5db240",
    "shakespeare-macbeth.txt": "d4a204352cfe5924cbae76f764225d120e9f7617d39cb8c949dedd3f306353ac",
    "whitman-leaves.txt": "93ebaf1dccc8f1514b4b1c2f52e64e81829113fc58cff63fb51ada0c72f99c3e",
}

# NLTK's sample of the Penn Treebank: the checksums of its 199 files lie beside this module.
_TREEBANK_SUMS = (Path(__file__).parent / "treebank.sha256").read_text("ascii")
_TREEBANK = {name: sha for sha, name in map(str.split, _TREEBANK_SUMS.splitlines())}

_NLTK = "https://raw.githubusercontent.com/nltk/nltk_data/gh-pages/packages"
_SHIPPED_AT_MOST = 2**24  # bytes; SHA256SUMS, which registers them, has no sizes
_UNPACKED_AT_MOST = 10  # times the size of the zip: NLTK's zips of texts hold 2 to 3.5 times their size


@dataclass(frozen=True)
class Dataset:
    """What the course knows of a data set.

    Attributes
    ----------
    name : the name that `load_text` and `rnncourse data get` take.
    title : what it is, in a line.
    kind : "shipped" (in data/), "nltk" (a zip of NLTK's, its files in a folder of its name), "zip" (its files in no
        folder) or "file". In the place of a zip may stand the folder of an unpacked one.
    where : its path below a mirror (RNNCOURSE_DATA) and below the cache; for a shipped set, below data/.
    files : file name -> SHA-256. Empty for a shipped set: data/SHA256SUMS holds them.
    size : bytes to download (0 for a shipped set).
    unpacked : of a zip, the bytes of all `files` together.
    licence : in a few words.
    url : where the file comes from ("" for a shipped set).
    """

    name: str
    title: str
    kind: str
    where: str
    licence: str
    size: int = 0
    files: dict[str, str] = field(default_factory=dict)
    url: str = ""
    unpacked: int = 0

    @property
    def zipped(self) -> bool:
        """Whether it is downloaded as a zip."""
        return self.where.endswith(".zip")

    def inside(self, name: str) -> str:
        """Where a file stands in the zip."""
        return f"{Path(self.where).stem}/{name}" if self.kind == "nltk" else name

    @property
    def largest(self) -> int:
        """No file of it has more bytes, downloaded or in a mirror; what has more is not read.

        A zip may have been packed anew with other settings, or with a file more.
        """
        return {"shipped": _SHIPPED_AT_MOST, "nltk": 2 * self.size, "zip": 2 * self.size}.get(self.kind, self.size)

    @property
    def largest_unpacked(self) -> int:
        """No zip of it has more bytes unpacked."""
        return _UNPACKED_AT_MOST * self.size


_ENTRIES = (
    Dataset(
        name="tales",
        title="short tales written for this course",
        kind="shipped",
        where="tales.txt",
        licence="CC0",
    ),
    Dataset(
        name="shelf",
        title="recipes, plays, verse, letters, news: 238 documents in 16 registers, to read with the tales",
        kind="shipped",
        where="shelf.txt",
        licence="CC0",
    ),
    Dataset(
        name="tagged_tales",
        title="754 sentences of the tales, tagged with 12 parts of speech",
        kind="shipped",
        where="tagged_tales.txt",
        licence="CC0",
    ),
    Dataset(
        name="reviews",
        title="1,303 short opinions of 429 things, praise or blame",
        kind="shipped",
        where="reviews.tsv",
        licence="CC0",
    ),
    Dataset(
        name="messages",
        title="854 messages of 236 threads as they come to a phone, ham or spam",
        kind="shipped",
        where="messages.tsv",
        licence="CC0",
    ),
    Dataset(
        name="reports",
        title="725 short reports with headlines, their facts listed",
        kind="shipped",
        where="reports.txt",
        licence="CC0",
    ),
    Dataset(
        name="phrasebook_natural",
        title="455 English sentences of everyday use and their Spanish translations",
        kind="shipped",
        where="phrasebook_natural.tsv",
        licence="CC0",
    ),
    Dataset(
        name="gutenberg",
        title="18 books of Project Gutenberg, NLTK's selection",
        kind="nltk",
        where="nltk_data/corpora/gutenberg.zip",
        licence="public domain",
        size=4_243_224,
        unpacked=11_744_888,
        files=_GUTENBERG,
        url=f"{_NLTK}/corpora/gutenberg.zip",
    ),
    Dataset(
        name="shakespeare",
        title="Julius Caesar, Hamlet and Macbeth, from the same zip",
        kind="nltk",
        where="nltk_data/corpora/gutenberg.zip",
        licence="public domain",
        size=4_243_224,
        unpacked=375_542,
        files={name: sha for name, sha in _GUTENBERG.items() if name.startswith("shakespeare-")},
        url=f"{_NLTK}/corpora/gutenberg.zip",
    ),
    Dataset(
        name="treebank",
        title="3,914 tagged sentences of the Penn Treebank, NLTK's sample",
        kind="nltk",
        where="nltk_data/corpora/treebank.zip",
        licence="non-commercial use",
        size=1_740_034,
        unpacked=2_733_426,
        files={f"combined/{name}": sha for name, sha in _TREEBANK.items()},
        url=f"{_NLTK}/corpora/treebank.zip",
    ),
    Dataset(
        name="universal_tagset",
        title="the mapping from the treebank's 46 tags to 12 universal ones",
        kind="nltk",
        where="nltk_data/taggers/universal_tagset.zip",
        licence="CC BY-SA 4.0",
        size=19_095,
        unpacked=534,
        files={"en-ptb.map": "9cdfd3fefcdc3722d69f5283abc5f00b4251c834d4631d7fa80a9eb658ebe746"},
        url=f"{_NLTK}/taggers/universal_tagset.zip",
    ),
    Dataset(
        name="splice",
        title="3,190 primate DNA sequences around splice sites (UCI)",
        kind="file",
        where="dna/splice.data",
        licence="CC BY 4.0",
        size=319_000,
        files={"splice.data": "ebbae10c85d3c285e2a2489a37e42bc2ee8d91d15005e391a9962fa3389a114f"},
        url="https://archive.ics.uci.edu/ml/machine-learning-databases/molecular-biology/"
        "splice-junction-gene-sequences/splice.data",
    ),
    Dataset(
        name="tatoeba",
        title="142,787 English sentences and French translations, the file of 29 September 2017",
        kind="zip",
        where="pairs/fra-eng.zip",
        licence="CC BY 2.0",
        size=4_700_000,
        unpacked=10_009_515,
        files={"fra.txt": "2546838ae46e0eac4c02ab7032ea0a02a006074a5340077a36a9444f41e02888"},
        url="https://www.manythings.org/anki/fra-eng.zip",
    ),
)


def registry() -> dict[str, Dataset]:
    """Every data set by its name.

    Returns
    -------
    dict of str to Dataset
    """
    return {dataset.name: dataset for dataset in _ENTRIES}


def entry(name: str) -> Dataset:
    """The declaration of one data set.

    Raises
    ------
    ValueError
        For a name that is not in the registry; it suggests the nearest ones.
    """
    known = registry()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=2, cutoff=0.5)
    remedy = f"did you mean {' or '.join(near)}?" if near else "see: rnncourse data list"
    raise ValueError(f"name: expected one of {', '.join(known)}, got {name!r}; {remedy}")
