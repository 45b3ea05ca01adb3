"""The registry of data sets: one declaration each, with the SHA-256 of every file that is read."""

import difflib
from dataclasses import dataclass, field, replace
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

# Film reviews: the checksums of the 2,000 files lie beside this module.
_REVIEWS_SUMS = (Path(__file__).parent / "movie_reviews.sha256").read_text("ascii")
_REVIEWS = {name: sha for sha, name in map(str.split, _REVIEWS_SUMS.splitlines())}

_SURNAMES = {
    "Arabic.txt": "6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc",
    "Chinese.txt": "09ba8f1f7e38dbc99372d461b26ad4433b811fc6bfa6a3ecca6fe11a9a777465",
    "Czech.txt": "e17ab0ec47616a72c39cb85c783f70c3663ab64488721e5d8378f146d2226be7",
    "Dutch.txt": "924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3",
    "English.txt": "9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2",
    "French.txt": "81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95",
    "German.txt": "7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db",
    "Greek.txt": "3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6",
    "Irish.txt": "cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058",
    "Italian.txt": "f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4",
    "Japanese.txt": "e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f",
    "Korean.txt": "cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136",
    "Polish.txt": "45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826",
    "Portuguese.txt": "50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53",
    "Russian.txt": "0cfe53ac18041e8f63666aa77313e0a3ff378facb132abee052d8ebdc8c3d62c",
    "Scottish.txt": "78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd",
    "Spanish.txt": "1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7",
    "Vietnamese.txt": "f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d",
}

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
        folder), "folder" (of files that are fetched one by one) or "file". In the place of a zip may stand the folder
        of an unpacked one.
    where : its path below a mirror (RNNCOURSE_DATA) and below the cache; for a shipped set, below data/.
    files : file name -> SHA-256. Empty for a shipped set: data/SHA256SUMS holds them.
    size : bytes to download (0 for a shipped set).
    unpacked : of a zip or a folder, the bytes of all `files` together.
    licence : in a few words.
    url : where the file comes from, or what stands before the names of the files ("" for a shipped set).
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

    def parts(self) -> list["Dataset"]:
        """The files of a folder, each as a data set of its own."""
        return [
            replace(self, kind="file", where=f"{self.where}/{name}", files={name: sha}, url=f"{self.url}/{name}")
            for name, sha in self.files.items()
        ]


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
        name="polarity",
        title="10,662 sentences of film reviews, praise or blame (Pang & Lee 2005)",
        kind="nltk",
        where="nltk_data/corpora/sentence_polarity.zip",
        licence="CC BY 4.0",
        size=490_256,
        unpacked=1_238_775,
        files={
            "rt-polarity.neg": "614274f81185a850e5a88d533d4679f916d6f62e9af6f0b4ec71fb94bf466ea5",
            "rt-polarity.pos": "c2dc6b2f55bcf725725372916287cc3f8f9b19402edaa9167de5287cb3ade421",
        },
        url=f"{_NLTK}/corpora/sentence_polarity.zip",
    ),
    Dataset(
        name="movie_reviews",
        title="2,000 film reviews, praise or blame (Pang & Lee 2004)",
        kind="nltk",
        where="nltk_data/corpora/movie_reviews.zip",
        licence="CC BY 4.0",
        size=4_004_848,
        unpacked=7_786_004,
        files=_REVIEWS,
        url=f"{_NLTK}/corpora/movie_reviews.zip",
    ),
    Dataset(
        name="surnames",
        title="20,050 surnames of 18 languages (S. Robertson)",
        kind="folder",
        where="names_by_language",
        licence="MIT",
        size=163_419,
        unpacked=163_419,
        files=_SURNAMES,
        url="https://raw.githubusercontent.com/spro/practical-pytorch/master/data/names",
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
