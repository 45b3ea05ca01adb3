"""The drive of files: a good file, damaged in some way, before one of the package's readers.

What may come of it is the content that was written (or, where a format has no checksum, content of the right form), or
a ValueError that names the file and says what to do; and a reader that refuses has changed nothing.
"""

import atexit
import contextlib
import functools
import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
import torch

from rnncourse.course import lessons
from rnncourse.datasets import entries, integrity, paths, tagged, texts, zips
from rnncourse.experiments import partial, record
from rnncourse.experiments.study import Row
from rnncourse.models import RecurrentLanguageModel, saving
from rnncourse.text import Vocabulary
from rnncourse.textfiles import idfile, reading
from rnncourse.textfiles.run import Run as TextRun
from rnncourse.textfiles.settings import chosen_settings
from rnncourse.training import checkpoint, sealed, tensors
from tests.fuzz.damage import damaged
from tests.fuzz.harness import Call, Wrong


class Reader(NamedTuple):
    """What reads a file.

    module : under which it is counted
    file : its name
    content : -> the bytes of a good one
    read : (folder) -> what the file in that folder holds
    right : (what was read from a damaged one, what from a good one) -> whether it may be
    finish : (damaged bytes) -> what is written; where the file carries a checksum, one that fits
    """

    module: str
    file: str
    content: Callable[[], bytes]
    read: Callable[[Path], Any]
    right: Callable[[Any, Any], bool]
    finish: Callable[[bytes], bytes] = bytes
    weight: float = 1.0


def same(came: Any, good: Any) -> bool:
    return bool(came == good)


def of_its_form(came: Any, good: Any) -> bool:
    """Where there is no checksum another content is not seen; `read` has looked at its form."""
    return True


# A training run.


class Run:
    """What a checkpoint is loaded into, and what of it can be seen."""

    def __init__(self, seed: int) -> None:
        state = torch.get_rng_state()
        torch.manual_seed(seed)
        self.model = torch.nn.Linear(3, 2)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.1)
        self.scheduler = torch.optim.lr_scheduler.MultiStepLR(self.optimizer, [1, 4])
        self.rng = np.random.default_rng(seed)
        torch.set_rng_state(state)

    def parts(self) -> dict[str, Any]:
        names = ("model", "optimizer", "scheduler", "rng")
        return {name: getattr(self, name) for name in names}

    def seen(self) -> str:
        """Weights, state of the optimiser and the scheduler, random numbers."""
        parts = [self.model.state_dict(), self.optimizer.state_dict(), self.scheduler.state_dict()]
        return repr([*parts, self.rng.bit_generator.state, hash(torch.get_rng_state().numpy().tobytes())])


@functools.cache
def a_checkpoint() -> bytes:
    run = Run(0)
    run.model(torch.ones(3)).sum().backward()
    run.optimizer.step()
    run.scheduler.step()
    history = {"loss": [1.5], "norm": [2.0], "validation": [0.5], "best_epoch": 0, "seconds": 1.0}
    progress = {"epoch": 1, "history": history, "best": {k: w.clone() for k, w in run.model.state_dict().items()}}
    path = own_folder() / "run.pt"
    checkpoint.save(path, progress=progress, keep=False, **run.parts())
    return path.read_bytes()


def body_of_a_checkpoint() -> bytes:
    return a_checkpoint().partition(b"\n")[2]


def load_checkpoint(where: Path) -> str:
    run = Run(1)
    before, rng = run.seen(), torch.get_rng_state()
    try:
        progress = checkpoint.load(where / "run.pt", **run.parts())
        return run.seen() + repr(progress)
    except ValueError:
        if run.seen() != before:
            raise Wrong("changed state", "a refused checkpoint has changed what it was loaded into") from None
        raise
    finally:
        torch.set_rng_state(rng)


def sealed_again(content: bytes) -> bytes:
    return sealed._sealed(content)


# A language model on a reader's own text.

WORDS = Vocabulary(["<unk>", *"abcé 漢\n"], unknown="<unk>")
STORY = "abc é漢 cba\n\nab ca\n" * 30


@functools.cache
def a_model() -> bytes:
    """The file of a run that was stopped."""
    path = own_folder() / "a.safetensors"
    state = torch.get_rng_state()
    torch.manual_seed(0)
    source = {"name": "a.txt", "size": 9, "modified": 1, "sha256": "0" * 64, "encoding": "utf-8", "cut": 8}
    run = TextRun(chosen_settings({"hidden_size": 3, "batch_size": 2}, 1000), WORDS, source, {})
    scores, run.state = run.model(torch.ones(2, 2, dtype=torch.int64))
    scores.sum().backward()
    run.optimizer.step()
    run.keep_best()
    run.progress.best, run.progress.batch = 1.5, 3
    run.save(path, keep=False)
    torch.set_rng_state(state)
    return path.read_bytes()


def body_of_a_model() -> bytes:
    """Its file without its checksum, which `summed_again` puts in."""
    content = a_model()
    begin, end = tensors._where(content)
    return content[:begin] + b"0" * 64 + content[end:]


def summed_again(content: bytes) -> bytes:
    with contextlib.suppress(sealed.NotWhole):
        begin, end = tensors._where(content)
        plain = content[:begin] + b"0" * 64 + content[end:]
        return content[:begin] + sha256(plain).encode() + content[end:]
    return content


def read_model(where: Path) -> str:
    found = saving.load_model(where / "a.safetensors")
    assert isinstance(found.model, RecurrentLanguageModel) and len(found.vocabulary) == found.model.vocab_size
    weights = {name: weight.tolist() for name, weight in found.model.state_dict().items()}
    return repr([weights, found.vocabulary.tokens, found.level, found.more])


def read_run(where: Path) -> str:
    state = torch.get_rng_state()
    try:
        run = TextRun.load(where / "a.safetensors")
        weights = {name: weight.tolist() for name, weight in run.model.state_dict().items()}
        return repr([weights, run.progress, run.settings, run.source, sorted(map(str, run.optimizer.state_dict()))])
    except ValueError:
        if not torch.equal(torch.get_rng_state(), state):
            raise Wrong("changed state", "a refused run has changed the random numbers") from None
        raise
    finally:
        torch.set_rng_state(state)


@functools.cache
def an_id_file() -> bytes:
    (own_folder() / "a.txt").write_text(STORY, encoding="utf-8")
    text = reading.TextFile(own_folder() / "a.txt")
    idfile.write_ids(own_folder() / "a.ids", text, 400, WORDS, "char", hashlib.sha256())
    return (own_folder() / "a.ids").read_bytes()


def read_ids(where: Path) -> list:
    with contextlib.closing(idfile.IdFile(where / "a.ids", vocabulary=idfile.digest_of(WORDS))) as ids:
        return [ids.read(part, 0, ids.sizes[part]).tolist() for part in (0, 1)]


def read_text(where: Path) -> str:
    text = reading.TextFile(where / "a.txt")
    found = "".join(text.texts())
    assert "".join(piece for _, piece in text.parts(text.size // 2)) == found, "divided it is another text"
    found.encode()
    return found


# Data sets.

BOOKS = {f"{name}.txt": f"[{name}]\n\nThere was once a {name}.\n".encode() * 20 for name in ("emma", "alice", "caesar")}
DNA = b"EI, A, CCAG\n" * 200


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@functools.cache
def a_zip(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in BOOKS.items():
            archive.writestr(zipfile.ZipInfo(f"books/{name}", (2020, 1, 1, 0, 0, 0)), content, method)
    return file.getvalue()


@functools.cache
def books() -> entries.Dataset:
    sums, unpacked = {name: sha256(content) for name, content in BOOKS.items()}, sum(map(len, BOOKS.values()))
    return entries.Dataset("books", "", "nltk", "nltk_data/corpora/books.zip", "", 4000, sums, "", unpacked)


@functools.cache
def splice() -> entries.Dataset:
    return entries.Dataset("splice", "", "file", "dna/splice.data", "", len(DNA), {"splice.data": sha256(DNA)}, "")


def read_zip(where: Path) -> dict[str, bytes]:
    path = where / "books.zip"
    integrity._looks_whole(books(), path)
    with contextlib.suppress(zipfile.BadZipFile):
        zips.check(path, 100_000)
    return integrity.read(books(), path)


def read_folder(where: Path) -> dict[str, bytes]:
    for name, content in BOOKS.items():
        if name != "emma.txt":
            (where / name).write_bytes(content)
    integrity._looks_whole(books(), where)
    return integrity.read(books(), where)


def read_splice(where: Path) -> dict[str, bytes]:
    integrity._looks_whole(splice(), where / "splice.data")
    return integrity.read(splice(), where / "splice.data")


TEXTS = ("tales.txt", "tagged_tales.txt", "shelf.txt")
SHIPPED = (*TEXTS, "SHA256SUMS")


@functools.cache
def shipped(name: str) -> bytes:
    """A shipped file, cut to its first tales that are tagged: the sums are those of the pieces."""
    if name == "SHA256SUMS":
        return "".join(f"{sha256(shipped(other))}  {other}\n" for other in TEXTS).encode()
    pieces = {other: _by_title((paths.shipped_folder() / other).read_bytes()) for other in TEXTS}
    chosen = [title for title in pieces["tagged_tales.txt"] if title in pieces["tales.txt"]][:2]
    return b"".join(title + pieces[name][title] for title in (chosen if name != "shelf.txt" else [*pieces[name]][:2]))


def _by_title(content: bytes) -> dict[bytes, bytes]:
    _, *pieces = re.split(rb"^(== .+)$", content, flags=re.MULTILINE)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def shipped_reader(read: Callable[[], Any], damaged_file: str, *, fitting: bool = False) -> Callable[[Path], Any]:
    """Read shipped files, of which one is damaged; `fitting`: the checksums are those of the damaged one."""

    def reads(where: Path) -> Any:
        for name in SHIPPED:
            if name != damaged_file:
                (where / name).write_bytes(shipped(name))
        if fitting:
            now = [f"{sha256((where / name).read_bytes())}  {name}\n" for name in TEXTS]
            (where / "SHA256SUMS").write_text("".join(now))
        with mock.patch.object(paths, "shipped_folder", lambda: where):
            return read()

    return reads


def tales() -> list[texts.Tale]:
    found = texts.load_tales()
    assert found and all(tale.title and tale.text for tale in found), "a tale without a title or a text"
    return found


def documents() -> list[texts.Tale]:
    found = texts.load_documents()
    assert all(document.title and document.text for document in found), "a document without a title or a text"
    return found


def sentences() -> list[tagged.Sentence]:
    found = tagged.load_tagged()
    for sentence in found:
        assert all(token and tag in tagged.UNIVERSAL_TAGS for token, tag in sentence), "a token without its tag"
    return found


# Notebooks and records.


def notebook() -> bytes:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# The recurrent network\n", "text — “more”"]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "b",
            "metadata": {"tags": ["x"], "nbgrader": {"grade_id": "rnn-step", "solution": True, "schema_version": 3}},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["1\n"]}],
            "source": ["x = 1\n", "print(x)"],
        },
    ]
    metadata = {"rnncourse": {"lesson": "02", "minutes": 60, "edition": "0" * 64}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def read_notebook(where: Path) -> Any:
    found = lessons.read_notebook(where / "02_rnn.ipynb")
    for cell in found["cells"]:
        assert isinstance(cell["source"], str) and isinstance(cell["cell_type"], str), "a cell without its source"
        for metadata in (lessons.tags, lessons.nbgrader_metadata, lessons.course_metadata):
            metadata(cell)
    lessons.lesson_number(found)
    return None


def read_lessons(where: Path) -> Any:
    for lesson in lessons.all_lessons(where):
        assert lesson.number == "02" or lesson.title, "a lesson without a title"
    lessons.select(["2"], where)
    return None


def a_record() -> bytes:
    rows = [
        {
            "settings": {"model": "LSTM", "delay": 40, "seed": seed},
            "figures": {"right": 0.5 + seed / 10},
            "seconds": 1.5,
        }
        for seed in range(3)
    ]
    head = {"study": "copying", "question": "How far?", "versions": {"numpy": "2.4"}, "fingerprint": "0" * 16}
    return json.dumps(head | {"claims": {"it holds": True}, "rows": rows}, indent=1).encode()


def read_record(where: Path) -> Any:
    found = record.load_record("copying", where)
    assert isinstance(found.source, str) and all(isinstance(row, Row) for row in found.rows), "other parts"
    return None


HEAD = {"study": "copying", "fingerprint": "0" * 16, "versions": {"numpy": "2.4"}}


def a_partial() -> bytes:
    rows = json.loads(a_record())["rows"]
    return "".join(json.dumps(line) + "\n" for line in [HEAD, *rows]).encode()


def read_partial(where: Path) -> Any:
    with contextlib.closing(partial.Partial(where / "copying.partial.jsonl", HEAD)) as found:
        found.begin(resume=True)
        assert all(isinstance(row.settings, dict) for row in found.rows.values()), "a row without its settings"
        found.append(Row({"seed": 9}, {"right": 1.0}, 1.0))
    with contextlib.closing(partial.Partial(where / "copying.partial.jsonl", HEAD)) as again:
        again.begin(resume=True)
        assert again.rows == found.rows, "what was appended is not read again"
    return None


READERS = (
    Reader("rnncourse.training.checkpoint", "run.pt", a_checkpoint, load_checkpoint, same, weight=2),
    # The checksum fits: what torch's own reader makes of damaged bytes.
    Reader("rnncourse.training.checkpoint", "run.pt", body_of_a_checkpoint, load_checkpoint, of_its_form, sealed_again),
    Reader("rnncourse.models.saving", "a.safetensors", a_model, read_model, same, weight=2),
    Reader("rnncourse.models.saving", "a.safetensors", body_of_a_model, read_model, of_its_form, summed_again),
    Reader("rnncourse.textfiles.run", "a.safetensors", body_of_a_model, read_run, of_its_form, summed_again),
    Reader("rnncourse.textfiles.idfile", "a.ids", an_id_file, read_ids, same),
    Reader("rnncourse.textfiles.reading", "a.txt", STORY.encode, read_text, of_its_form),
    Reader("rnncourse.datasets.integrity", "splice.data", lambda: DNA, read_splice, same, weight=0.5),
    Reader("rnncourse.datasets.integrity", "emma.txt", lambda: BOOKS["emma.txt"], read_folder, same, weight=0.5),
    Reader("rnncourse.datasets.zips", "books.zip", a_zip, read_zip, same, weight=2),
    Reader("rnncourse.datasets.zips", "books.zip", lambda: a_zip(zipfile.ZIP_STORED), read_zip, same),
    *(
        Reader("rnncourse.datasets.integrity", file, functools.partial(shipped, file), shipped_reader(read, file), same)
        for file, read in (("SHA256SUMS", tales), ("tales.txt", tales), ("tagged_tales.txt", sentences))
    ),
    *(
        Reader(module, file, functools.partial(shipped, file), shipped_reader(read, file, fitting=True), of_its_form)
        for module, file, read in (
            ("rnncourse.datasets.texts", "tales.txt", tales),
            ("rnncourse.datasets.texts", "shelf.txt", documents),
            ("rnncourse.datasets.tagged", "tagged_tales.txt", sentences),
        )
    ),
    Reader("rnncourse.course.lessons", "02_rnn.ipynb", notebook, read_notebook, of_its_form, weight=2),
    Reader("rnncourse.course.lessons", "02_rnn.ipynb", notebook, read_lessons, of_its_form),
    Reader("rnncourse.experiments.record", "copying.json", a_record, read_record, of_its_form, weight=2),
    Reader("rnncourse.experiments.partial", "copying.partial.jsonl", a_partial, read_partial, of_its_form, weight=2),
)
_WEIGHTS = np.cumsum([reader.weight for reader in READERS])


def call(rng: np.random.Generator) -> Call:
    """A reader, and its file damaged in one way, or in two."""
    return call_of(READERS[int(np.searchsorted(_WEIGHTS, rng.random() * _WEIGHTS[-1], "right"))], rng)


def call_of(reader: Reader, rng: np.random.Generator) -> Call:
    """This reader, and its file damaged in one way, or in two."""
    done, content = damaged(reader.content(), rng)
    if rng.random() < 0.15:
        more, content = damaged(content, rng)
        done = f"{done}, {more}"

    def run() -> None:
        where = emptied_folder()
        (where / reader.file).write_bytes(reader.finish(content))
        came = reader.read(where)
        if not reader.right(came, good(reader)):
            raise Wrong("another content", f"{str(came):.200}")

    return Call(
        reader.module, f"{reader.file} with {done}: {content[:60]!r}, {len(content)} bytes", run, file=reader.file
    )


@functools.cache
def good(reader: Reader) -> Any:
    """What is read from the file as it was written."""
    where = emptied_folder(".good")
    (where / reader.file).write_bytes(reader.finish(reader.content()))
    return reader.read(where)


@functools.cache
def own_folder() -> Path:
    """A folder of this process."""
    made = Path(tempfile.mkdtemp(prefix="rnncourse-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def emptied_folder(name: str = "tried") -> Path:
    where = own_folder() / name
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir()
    return where
