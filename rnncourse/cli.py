"""The command `rnncourse`: parse, call, print. The work is done in course/ and datasets/."""

import argparse
import sys

from rnncourse.experiments import command as experiments

EPILOG = """\
The four commands you need:
  rnncourse start       make your own copies of the lessons, in the folder work
  jupyter lab work      open them, read, write your answers
  rnncourse check 02    see whether your answers to lesson 02 are right
  rnncourse progress    see how far you are in the whole course

`rnncourse update` brings newer lessons. Nothing ever overwrites a copy that you have worked in.
Something does not work? `rnncourse doctor` says what is wrong with this machine, and what to do.
"""


def main(arguments=None):
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those of the command line.

    Returns
    -------
    int
        The exit status: 0 all is well, 1 something is not right yet, 2 the command could not be carried out.
    """
    chosen = _parser().parse_args(arguments)
    if sys.stdout.encoding and sys.stdout.encoding.lower() != "utf-8" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a title may hold a letter that this terminal lacks
    try:
        return chosen.run(chosen)
    except ValueError as error:
        print(f"rnncourse: {error}", file=sys.stderr)
        return 2


def _start(chosen):
    from rnncourse.course import lessons, workspace

    folder = workspace.work_folder(chosen.folder)
    status = _each(lessons.select(chosen.lessons), lambda lesson: workspace.start(lesson, folder).sentence)
    print(f"To open your lessons: jupyter lab {folder}")
    return status


def _update(chosen):
    from rnncourse.course import lessons, workspace

    folder = workspace.work_folder(chosen.folder)
    return _each(lessons.select(chosen.lessons), lambda lesson: workspace.update(lesson, folder).sentence)


def _check(chosen):
    from rnncourse.course import lessons, progress, workspace

    (lesson,) = lessons.select([chosen.lesson])
    folder = workspace.work_folder(chosen.folder)
    copy = workspace.find_copy(folder, lesson)
    if copy is None:
        remedy = f"run `rnncourse start {lesson.number}` first"
        raise ValueError(f"lesson {lesson.number}: expected your copy in {folder}, found none; {remedy}")
    results = progress.assess(lesson, copy[0], chosen.exercises, chosen.timeout)
    statuses = []

    def noted():
        for exercise, verdict in results:
            statuses.append(verdict.status)
            yield exercise, verdict

    lines = progress.check_lines(noted())
    first = next(lines)  # an unknown exercise is told before anything is printed
    print(f"{lesson.number} {lesson.title}: {copy[0]}", first, sep="\n", flush=True)
    for line in lines:
        print(line, flush=True)
    return 0 if all(status == "correct" for status in statuses) else 1


def _progress(chosen):
    from rnncourse.course import lessons, progress, workspace

    folder = workspace.work_folder(chosen.folder)
    for lesson in lessons.select([]):
        print(progress.progress_row(lesson, folder, chosen.timeout), flush=True)
    return 0


def _execute(chosen):
    from rnncourse.course import execute, lessons

    if bool(chosen.lessons) == chosen.all:
        raise ValueError("execute: expected the numbers of lessons, or --all (and not both)")

    def run(lesson):
        print(f"{lesson.name} ...", flush=True)
        took = execute.execute(lesson)
        slowest = ", ".join(f"{cell} {seconds:.1f} s" for seconds, cell in took.slowest)
        return f"{took.seconds:.1f} s; slowest cells: {slowest}"

    return _each(lessons.select(chosen.lessons), run)


def _doctor(chosen):
    from rnncourse.course import doctor

    return doctor.main()


def _study(chosen):
    from rnncourse.experiments import command

    return command.main(chosen)


def _data(chosen):
    from rnncourse.datasets import commands

    if chosen.action == "get":
        return commands.get_(chosen.name)
    return commands.list_() if chosen.action == "list" else commands.verify_()


def _each(chosen, act):
    """Act on each lesson and print what comes; an error of one does not keep the others from their turn."""
    status = 0
    for lesson in chosen:
        try:
            print(f"{lesson.number}  {act(lesson)}", flush=True)
        except ValueError as error:
            print(f"{lesson.number}  {error}", file=sys.stderr, flush=True)
            status = 2
    return status


def _parser():
    parser = argparse.ArgumentParser(
        prog="rnncourse",
        description="Recurrent neural networks, built and tested: your lessons, your answers, your progress.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(run, name, summary, *, folder=None, many=False):
        made = commands.add_parser(name, help=summary, description=summary)
        made.set_defaults(run=run)
        if many:
            made.add_argument("lessons", nargs="*", metavar="NN", help="numbers of lessons, such as 02")
        if folder:
            made.add_argument(
                folder, dest="folder", metavar="DIR", help="your folder (default: $RNNCOURSE_WORK, else work)"
            )
        return made

    command(_start, "start", "make your own copies of lessons (default: all)", folder="--to", many=True)
    command(_update, "update", "bring newer editions; what you wrote is kept", folder="--in", many=True)
    check = command(_check, "check", "check your answers to a lesson", folder="--in")
    check.add_argument("lesson", metavar="NN", help="the lesson's number")
    check.add_argument("exercises", nargs="*", metavar="EXERCISE", help="names of exercises (default: all)")
    progress = command(_progress, "progress", "how far you are, lesson by lesson", folder="--in")
    for made in (check, progress):
        made.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for each answer (default: 60)")
    command(_doctor, "doctor", "what is wrong with this machine, and what to do")
    data = command(_data, "data", "data sets: list them, get one, verify all")
    actions = data.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="what there is, and what is here")
    actions.add_parser("get", help="download a data set").add_argument("name", metavar="NAME")
    actions.add_parser("verify", help="compare all that is here with its checksums")
    experiments.add_arguments(command(_study, "study", "for authors: make the record of a study anew"))
    execute = command(_execute, "execute", "for authors: run lessons, store their outputs", many=True)
    execute.add_argument("--all", action="store_true", help="every lesson")
    return parser


if __name__ == "__main__":
    sys.exit(main())
