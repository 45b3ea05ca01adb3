"""The command `rnncourse`: parse, call, print. The work is done in course/, datasets/ and textfiles/."""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rnncourse

if TYPE_CHECKING:
    from rnncourse.course.lessons import Lesson

from rnncourse.course import terminal
from rnncourse.experiments import command as experiments
from rnncourse.textfiles import command as textfiles

LONGEST = 86_400  # seconds of a time limit: a day
EPILOG = """\
The four commands you need:
  rnncourse lab         make your own copies of the lessons, in the folder work, and open them in JupyterLab
  rnncourse check 02    see whether your answers to lesson 02 are right
  rnncourse progress    see how far you are in the whole course
  rnncourse doctor      something does not work? what is wrong with this machine, and what to do

`rnncourse update` brings newer lessons. Nothing ever overwrites a copy that you have worked in.
On a text of your own: `rnncourse train text FILE`, then `rnncourse write` and `rnncourse surprise`.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those of the command line.

    Returns
    -------
    int
        The exit status: 0 all is well, 1 something is not right yet, 2 the command could not be carried out; more in
        course/terminal.py.
    """
    return terminal.carry_out(lambda: _run(arguments), program=arguments is None)


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    chosen, rest = parser.parse_known_args(arguments)
    if rest and (not hasattr(chosen, "lessons") or any(word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:  # argparse ends a list of words at the first option
        chosen.lessons += rest
    status: int = chosen.run(chosen)
    return status


def _start(chosen: argparse.Namespace) -> int:
    from rnncourse.course import workspace

    folder = workspace.work_folder(chosen.folder)
    status = _make_copies(chosen.lessons, folder)
    print(f"To open your lessons: rnncourse lab{f' --to {chosen.folder}' if chosen.folder else ''}")
    return status


def _make_copies(numbers: Sequence[str], folder: Path) -> int:
    from rnncourse.course import lessons, workspace

    return _each(lessons.select(numbers), lambda lesson: workspace.start(lesson, folder).sentence)


def _lab(chosen: argparse.Namespace) -> int:
    from rnncourse.course import lab, workspace

    if words := [word for word in chosen.options if not word.startswith("-")]:
        raise ValueError(f"lab: expected options of JupyterLab after --, got {' '.join(words)}")
    folder = workspace.work_folder(chosen.folder)
    print(f"Writing your own copies of the lessons to {folder} (files that are there stay as they are).", flush=True)
    status = _make_copies([], folder)
    if not folder.is_dir():
        return status
    print(f"Opening JupyterLab on {folder}. Stop it with Ctrl-C.", flush=True)
    port = [f"--port={chosen.port}"] if chosen.port else []
    return lab.open_lab(folder, [*(["--no-browser"] if chosen.no_browser else []), *port, *chosen.options])


def _update(chosen: argparse.Namespace) -> int:
    from rnncourse.course import lessons, workspace

    folder = workspace.work_folder(chosen.folder)
    return _each(lessons.select(chosen.lessons), lambda lesson: workspace.update(lesson, folder).sentence)


def _check(chosen: argparse.Namespace) -> int:
    from rnncourse.course import lessons, workspace

    first, *others = chosen.lessons
    numbers = [first, *(word for word in others if word.isdigit())]
    exercises = [word for word in others if not word.isdigit()]
    if len(numbers) > 1 and exercises:
        raise ValueError(f"check: expected one lesson with names of exercises, got {' and '.join(numbers)}")
    folder = workspace.work_folder(chosen.folder)
    copies = [(lesson, workspace.require_copy(folder, lesson)) for lesson in lessons.select(numbers)]
    return max([_check_one(lesson, path, exercises, chosen.timeout) for lesson, path in copies])


def _check_one(lesson: "Lesson", path: Path, exercises: Sequence[str], timeout: float) -> int:
    from rnncourse.course import progress

    statuses = []

    def noted() -> Iterator[Any]:
        for exercise, verdict in progress.assess(lesson, path, exercises, timeout):
            statuses.append(verdict.status)
            yield exercise, verdict

    lines = progress.check_lines(noted())
    first = next(lines)  # an unknown exercise is told before anything is printed
    print(f"{lesson.number} {lesson.title}: {path}", first, sep="\n", flush=True)
    for line in lines:
        print(line, flush=True)
    return 0 if all(status == "correct" for status in statuses) else 1


def _progress(chosen: argparse.Namespace) -> int:
    from rnncourse.course import lessons, progress, workspace

    folder = workspace.work_folder(chosen.folder)
    for lesson in lessons.select([]):
        print(progress.progress_row(lesson, folder, chosen.timeout), flush=True)
    return 0


def _execute(chosen: argparse.Namespace) -> int:
    from rnncourse.course import execute, lessons

    if bool(chosen.lessons) == chosen.all:
        raise ValueError("execute: expected the numbers of lessons, or --all (and not both)")

    def run(lesson: "Lesson") -> str:
        print(f"{lesson.name} ...", flush=True)
        took = execute.execute(lesson)
        slowest = ", ".join(f"{cell} {seconds:.1f} s" for seconds, cell in took.slowest)
        return f"{took.seconds:.1f} s; slowest cells: {slowest}"

    return _each(lessons.select(chosen.lessons), run)


def _doctor(chosen: argparse.Namespace) -> int:
    from rnncourse.course import doctor

    return doctor.main()


def _data(chosen: argparse.Namespace) -> int:
    from rnncourse.datasets import commands

    if chosen.action == "get":
        return commands.get_(chosen.name)
    return commands.list_() if chosen.action == "list" else commands.verify_()


def _each(chosen: "Sequence[Lesson]", act: "Callable[[Lesson], str]") -> int:
    """Act on each lesson and print what comes; an error of one does not keep the others from their turn."""
    status = 0
    for lesson in chosen:
        try:
            print(f"{lesson.number}  {act(lesson)}", flush=True)
        except ValueError as error:
            terminal.complain(error, f"{lesson.number} ")
            status = 2
    return status


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST:
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0, at most {LONGEST}, got {text}")
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rnncourse",
        description="Recurrent neural networks, built and tested: your lessons, your answers, your progress.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rnncourse {rnncourse.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(
        run: Callable[[argparse.Namespace], int], name: str, summary: str, *, folder: str = "", many: bool = False
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary)
        made.set_defaults(run=run)
        if many:
            made.add_argument("lessons", nargs="*", metavar="NN", help="numbers of lessons, such as 02")
        if folder:
            made.add_argument(
                folder, dest="folder", metavar="DIR", help="your folder (default: $RNNCOURSE_WORK, else work)"
            )
        return made

    lab = command(_lab, "lab", "make your own copies of all lessons and open them in JupyterLab", folder="--to")
    lab.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    lab.add_argument("--port", type=int, metavar="N", help="the port (default: the first free one from 8888 on)")
    lab.add_argument("options", nargs="*", metavar="-- OPTION", help="after --: more options, passed on to JupyterLab")
    command(_start, "start", "make your own copies of lessons (default: all)", folder="--to", many=True)
    command(_update, "update", "bring newer editions; what you wrote is kept", folder="--in", many=True)
    check = command(_check, "check", "check your answers to lessons", folder="--in")
    check.add_argument("lessons", nargs="+", metavar="NN", help="numbers of lessons, or one and names of its exercises")
    progress = command(_progress, "progress", "how far you are, lesson by lesson", folder="--in")
    for made in (check, progress):
        made.add_argument("--timeout", type=_seconds, default=60, metavar="SECONDS", help="an answer may take (60)")
    command(_doctor, "doctor", "what is wrong with this machine, and what to do")
    data = command(_data, "data", "data sets: list them, get one, verify all")
    actions = data.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="what there is, and what is here")
    actions.add_parser("get", help="download a data set").add_argument("name", metavar="NAME")
    actions.add_parser("verify", help="compare all that is here with its checksums")
    textfiles.add_commands(command)
    experiments.add_arguments(command(experiments.main, "study", "for authors: make the record of a study anew"))
    execute = command(_execute, "execute", "for authors: run lessons, store their outputs", many=True)
    execute.add_argument("--all", action="store_true", help="every lesson")
    return parser
