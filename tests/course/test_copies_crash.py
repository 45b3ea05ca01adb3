"""No fault, at no call that changes the disk, costs a learner what they have saved.

What is asked of start and update after every fault: each visible notebook is whole; the next command, whichever it is,
puts right what was left and says so; then what was saved lies in a visible file, and nothing hidden is left.
"""

import errno
import json
import os
import random
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rnncourse import files
from rnncourse.course import editions, lessons, workspace
from tests.crash import DEATHS, FAULTS, LONG, Meanwhile, needs_fork, run_with, tried, try_faults

pytestmark = needs_fork
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells what is open")
NAME = "02_small.ipynb"
FEW = FAULTS if LONG else DEATHS
REAL = {name: getattr(os, name) for name in ("pwrite", "ftruncate", "open", "close") if hasattr(os, name)}


@dataclass
class Stage:
    """Two editions of a lesson, and what a learner and an editor do with a copy of the older one."""

    lesson: lessons.Lesson
    old: str
    new: str
    handles: list[int] = field(default_factory=list)
    newest: str = ""  # the text of the edition that start and update bring

    def edited(self, token="mine", text=None):
        """A copy in which the learner has written something."""
        notebook = json.loads(text or self.old)
        notebook["cells"][4]["source"] = token
        return json.dumps(notebook)

    def start(self, folder):
        return workspace.start(self.lesson, folder).sentence

    def update(self, folder):
        return workspace.update(self.lesson, folder).sentence

    def look(self, folder):
        said = []
        found = workspace.find_copy(folder, self.lesson, said.append)
        return "; ".join([*said, str(found[0]) if found else "found none"])

    def opens(self, folder):
        """The editor opens the copy and keeps it open."""
        self.closes()
        self.handles.append(REAL["open"](folder / NAME, os.O_RDWR))

    def saves_into_it(self, token="mine"):
        """The editor saves through the descriptor that it has kept."""
        text = self.edited(token).encode()
        for handle in self.handles:
            REAL["ftruncate"](handle, 0)
            REAL["pwrite"](handle, text, 0)

    def closes(self):
        while self.handles:
            REAL["close"](self.handles.pop())


@pytest.fixture
def stage(make_lesson, monkeypatch):
    old = editions.student_edition(make_lesson())
    lesson = make_lesson(note="print('newer')")
    new = editions.student_edition(lesson)
    monkeypatch.setattr(workspace, "student_edition", lambda lesson: json.loads(stage.newest))
    monkeypatch.setattr(workspace, "PATIENCE", 0.0)
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # no power fails here but what tests/crash.py plays
    stage = Stage(lesson, *(json.dumps(edition) for edition in (old, new)))
    stage.newest = stage.new
    monkeypatch.setattr(workspace, "_text", lambda edition: stage.newest)
    yield stage
    stage.closes()


@pytest.fixture
def template(tmp_path):
    folder = tmp_path / "template"
    folder.mkdir()
    return folder


def visible(folder):
    return [path for path in folder.rglob("*.ipynb") if not path.name.startswith(".") and path.exists()]


def sources(path):
    """The sources of a notebook in one text; an error where it is not whole."""
    return "\n".join(cell["source"] for cell in lessons.read_notebook(path)["cells"])


def kept(folder, token):
    """The visible notebooks that hold what the learner wrote."""
    return [path.name for path in visible(folder) if token in sources(path)]


def hidden(folder):
    return [path.name for path in folder.rglob(".*")]


class Checks:
    """The check of every scenario: in turn each command is the next one."""

    def __init__(self, stage, token=None, final=None, left=()):
        self.stage, self.token, self.final, self.left, self.turn = stage, token, final, left, 0

    def __call__(self, folder, end):
        assert end.error in ("", "WriteFailed", "KeyboardInterrupt")
        for path in visible(folder):
            sources(path)
        if end.error == "WriteFailed":
            assert "could not be written" in end.said and "nothing of yours is lost" in end.said
        gone = not (folder / NAME).exists() and any(name.endswith(".aside") for name in hidden(folder))
        self.turn += 1
        command = (self.stage.start, self.stage.update, self.stage.look)[self.turn % 3]
        said = command(folder)
        assert not gone or "a command was stopped" in said
        assert self.token is None or kept(folder, self.token), f"{said}; {os.listdir(folder)}"
        assert not [name for name in hidden(folder) if not name.endswith(self.left or "nothing")], os.listdir(folder)
        self.stage.start(folder)
        said = self.stage.update(folder)
        assert self.token is None or kept(folder, self.token), said
        if self.final:
            assert sources(folder / NAME) == sources_of(self.final)


def sources_of(text):
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


def test_start(stage, template):
    tried("start", try_faults(template, stage.start, Checks(stage, final=stage.new)))


def test_start_makes_the_folder_too(stage, template):
    check = Checks(stage, final=stage.new)

    def check_below(folder, end):
        (folder / "work").mkdir(exist_ok=True)
        check(folder / "work", end)

    tried("start in a new folder", try_faults(template, lambda folder: stage.start(folder / "work"), check_below, FEW))


def test_update_of_an_untouched_copy(stage, template):
    (template / NAME).write_text(stage.old)
    tried("update, untouched", try_faults(template, stage.update, Checks(stage, final=stage.new)))


def test_update_of_an_edited_copy(stage, template):
    (template / NAME).write_text(stage.edited())
    tried("update, edited", try_faults(template, stage.update, Checks(stage, "mine", final=stage.edited()), FEW))


def test_update_of_a_linked_copy(stage, template):
    (template / "elsewhere").mkdir()
    (template / "elsewhere" / "mine.ipynb").write_text(stage.old)
    (template / NAME).symlink_to(Path("elsewhere", "mine.ipynb"))
    check = Checks(stage, final=stage.new)

    def linked(folder, end):
        check(folder, end)
        assert (folder / NAME).is_symlink()

    tried("update, a link", try_faults(template, stage.update, linked, FEW))


def no_links(*_):
    raise OSError(errno.EPERM, "no hard links here")


def without_links(command):
    def act(folder):
        os.link = no_links  # in a child that ends with this
        return command(folder)

    return act


@LINUX
@pytest.mark.parametrize("command", ["start", "update"])
def test_without_hard_links(stage, template, monkeypatch, command):
    if command == "update":
        (template / NAME).write_text(stage.old)
    monkeypatch.setattr(os, "link", no_links)
    check = Checks(stage, final=stage.new)

    def finished(folder, end):
        place = folder / NAME
        if place.exists() and not place.stat().st_size:  # the name is taken, and what it is for is ready
            assert hidden(folder)
            stage.look(folder)
        check(folder, end)

    action = without_links(getattr(stage, command))
    tried(f"{command} without links", try_faults(template, action, finished, DEATHS))


@LINUX
def test_without_hard_links_a_copy_that_is_put_back_is_whole(stage, template, monkeypatch):
    files.hidden_name(template / NAME, "aside").write_text(stage.edited())
    monkeypatch.setattr(os, "link", no_links)

    def check(folder, end):
        assert stage.look(folder).endswith(NAME) and kept(folder, "mine") == [NAME] and not hidden(folder)

    tried("a copy put back without links", try_faults(template, without_links(stage.look), check, DEATHS))


@pytest.mark.parametrize("command", ["start", "update", "look"])
@pytest.mark.parametrize("token", ["mine", None])
def test_a_command_that_is_stopped_while_it_puts_right_what_another_left(stage, template, command, token):
    left = files.hidden_name(template / NAME, "aside")
    left.write_text(stage.edited() if token else stage.old)
    files.hidden_name(template / NAME, "tmp").write_text(stage.new[:200])
    check = Checks(stage, token)

    def once(folder, end):
        check(folder, end)
        assert not token or kept(folder, token) == [NAME]

    tally = try_faults(template, getattr(stage, command), once, FEW[:1] if not LONG else FAULTS)
    tried(f"{command}, a copy set aside", tally)


def save_by_name(stage, token="mine"):
    def save(folder):
        (folder / NAME).write_text(stage.edited(token))

    return save


def save_by_a_new_file(stage, token="mine"):
    def save(folder):
        (folder / "editor's own.tmp").write_text(stage.edited(token))
        os.replace(folder / "editor's own.tmp", folder / NAME)

    return save


@pytest.mark.parametrize("save", [save_by_name, save_by_a_new_file])
@pytest.mark.parametrize("tells", [pytest.param(True, marks=LINUX), False])
def test_an_editor_that_saves_at_any_moment_of_an_update(stage, template, monkeypatch, save, tells):
    if not tells:
        monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    (template / NAME).write_text(stage.old)
    editor = Meanwhile("an editor saves", act=save(stage))
    deaths = [SavesAndDies(f"an editor saves, dies {n} calls later", act=save(stage), calls=n) for n in range(1, 9)]
    check = Checks(stage, "mine", left=() if tells else ".old")
    tally = try_faults(template, stage.update, check, [editor, *(deaths if LONG else deaths[2:3])])
    tried(f"update, {save.__name__}, {'' if tells else 'not '}told what is open", tally)


@dataclass(frozen=True)
class SavesAndDies(Meanwhile):
    calls: int = 1

    def later(self, disk, call):
        if len(disk.calls) == disk.point + self.calls:
            disk.die(1.0)


@pytest.mark.parametrize("tells", [pytest.param(True, marks=LINUX), False])
def test_an_editor_that_keeps_the_file_open_loses_nothing(stage, template, monkeypatch, tells):
    """34 of 120 saves through a descriptor that was opened before the update were gone after it."""
    if not tells:
        monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    (template / NAME).write_text(stage.old)
    check = Checks(stage, "mine", left=() if tells else ".old")

    def save_then_check(folder, end):
        stage.saves_into_it()
        check(folder, end)

    tally = try_faults(template, stage.update, save_then_check, FEW, prepare=stage.opens)
    tried(f"update, the file kept open, {'' if tells else 'not '}told what is open", tally)


@LINUX
def test_an_editor_that_opens_the_file_during_an_update_and_saves_after_it(stage, template):
    (template / NAME).write_text(stage.old)

    def update_and_save(folder):
        said = stage.update(folder)
        stage.saves_into_it()
        return f"{said}; open: {len(stage.handles)}"

    def opens(folder):
        if (folder / NAME).exists():
            stage.opens(folder)

    def check(folder, end):
        assert stage.start(folder) and kept(folder, "mine") or end.said.endswith("open: 0")

    tally = try_faults(template, update_and_save, check, [Meanwhile("an editor opens", act=opens)])
    tried("update, an editor opens the file", tally)


@dataclass(frozen=True)
class Anything(Meanwhile):
    """What happens at a random point: an editor may save there, the command may die there or some calls later."""

    dies_after: int | None = None
    keeps: float = 1.0

    def before(self, disk):
        if self.act is not print:
            super().before(disk)
        self.later(disk, None)

    def later(self, disk, call):
        if self.dies_after is not None and len(disk.calls) >= disk.point + self.dies_after:
            disk.die(self.keeps)


class Learner:
    """Works in a folder, and knows which of what they saved must still be there."""

    def __init__(self, stage, folder, rng):
        self.stage, self.folder, self.rng = stage, folder, rng
        self.tokens, self.saved = set(), 0

    def next_token(self):
        self.saved += 1
        return f"token {self.saved} end"

    def overwrites(self, content, token):
        """A save puts a token in the place of what a file held; what was written there is the learner's to lose."""
        self.tokens = {other for other in self.tokens if other not in content} | {token}

    def saves(self):
        token = self.next_token()
        if self.stage.handles and self.rng.random() < 0.7:
            content = os.pread(self.stage.handles[0], 10**6, 0).decode()
            self.stage.saves_into_it(token)
        elif (self.folder / NAME).exists():
            content = (self.folder / NAME).read_text()
            self.by_name(token)(self.folder)
        else:
            return
        self.overwrites(content, token)

    def by_name(self, token):
        """A way to save; not one by which the learner removes the very file that their editor keeps open."""
        ways = (save_by_name,) if self.stage.handles else (save_by_name, save_by_a_new_file)
        return self.rng.choice(ways)(self.stage, token)

    def commands(self):
        """A command that may die, and at whose side an editor may save by name."""
        command = self.rng.choice((self.stage.start, self.stage.update, self.stage.update, self.stage.look))
        self.stage.newest = self.rng.choice((self.stage.old, self.stage.new))
        token = self.next_token()
        place = self.folder / f"seen-{self.saved}"

        def save(folder):
            if (folder / NAME).exists():
                place.write_text((folder / NAME).read_text())
                self.by_name(token)(folder)

        act = save if self.rng.random() < 0.3 else print
        dies_after = self.rng.randrange(6) if self.rng.random() < 0.8 else None
        fault = Anything("anything", act=act, dies_after=dies_after, keeps=self.rng.choice((1.0, 0.5, 0.0)))
        end = run_with(self.folder, command, self.rng.randrange(1, 12), fault)
        assert end.error in ("", "ValueError"), end
        if place.exists():
            self.overwrites(place.read_text(), token)
            place.unlink()

    def looks(self):
        """The next command that is not disturbed: all that was saved is visible."""
        said = [self.stage.look(self.folder)]
        texts = [path.read_text() for path in visible(self.folder)]
        lost = [token for token in self.tokens if not any(token in text for text in texts)]
        assert not lost, f"{lost} lost; {said}; {sorted(os.listdir(self.folder))}"
        for path in visible(self.folder):
            sources(path)


@pytest.mark.parametrize("tells", [pytest.param(True, marks=LINUX), False])
def test_many_commands_stopped_in_a_row_with_an_editor_beside_them(stage, tmp_path, monkeypatch, tells):
    if not tells:
        monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    steps = 0
    for seed in range(400 if LONG else 10):
        rng = random.Random(seed)
        folder = tmp_path / "work"
        folder.mkdir()
        (folder / NAME).write_text(stage.old)
        learner = Learner(stage, folder, rng)
        history = []
        for _ in range(14):
            act = rng.choice((learner.saves, learner.commands, learner.commands, learner.commands, "opens", "closes"))
            if act == "opens" and (folder / NAME).exists():
                stage.opens(folder)
            elif act == "closes":
                stage.closes()
            elif callable(act):
                act()
            history.append(act if isinstance(act, str) else act.__name__)
            steps += 1
            if rng.random() < 0.5:
                try:
                    learner.looks()
                except AssertionError as error:
                    error.add_note(f"seed {seed}: {history}")
                    raise
        stage.closes()
        shutil.rmtree(folder)
    print(f"\nrandom sequences, {'' if tells else 'not '}told what is open: {steps} steps")
