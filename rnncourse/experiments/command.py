"""The command `rnncourse study`: list the studies, or make their records anew."""

import argparse
import sys
from pathlib import Path

INTERRUPTED = 130  # the exit status of a command that Ctrl-C ended


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser what `rnncourse study` takes."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="names of studies, such as adding")
    parser.add_argument("--list", action="store_true", help="what there is, and whether its record is current")
    parser.add_argument("--all", action="store_true", help="every study")
    parser.add_argument("--resume", action="store_true", help="go on where a stopped run ended; current records stay")
    parser.add_argument(
        "--confirm",
        action="store_true",
        help="run one of each arm again; where all agree, the record is stamped with the source as it is now",
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time (default: 1)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="hand the runs to a dask scheduler, tcp://host:port")
    parser.add_argument("--to", type=Path, metavar="DIR", help="where records go (default: results/ of the checkout)")


def main(chosen: argparse.Namespace) -> int:
    """Run the command -> 0, 1 where a claim does not hold, 2 where a study failed, 130 after Ctrl-C."""
    from rnncourse.experiments.study import MODULES, check_name

    if bool(chosen.names) + chosen.list + chosen.all != 1:
        raise ValueError("study: expected names of studies, or --list, or --all (one of the three)")
    if chosen.jobs < 1:
        raise ValueError(f"--jobs: expected at least 1, got {chosen.jobs}")
    if chosen.scheduler and chosen.jobs > 1:
        raise ValueError("--jobs: expected none with --scheduler, whose workers say how many run at a time")
    names = list(dict.fromkeys(chosen.names)) or list(MODULES)
    for name in names:
        check_name(name)
    if chosen.confirm and (chosen.resume or chosen.scheduler):
        raise ValueError("--confirm: expected neither --resume nor --scheduler with it")
    if chosen.list:
        return _list(names, chosen.to)
    folder, status = _folder(chosen.to), 0
    for name in names:
        try:
            status = max(status, _study(name, folder, chosen))
        except ValueError as error:
            print(f"rnncourse: {error}", file=sys.stderr, flush=True)
            status = 2
        except KeyboardInterrupt:
            print(f"\nStopped. What is finished is kept; go on with `{_resume(chosen)}`.", file=sys.stderr)
            return INTERRUPTED
    return status


def _folder(to: Path | None) -> Path:
    from rnncourse.datasets.paths import checkout, course_folder

    if to is None and checkout() is None:
        raise ValueError(
            "--to: expected a folder for the record, as the course was installed without one; --to results"
        )
    return to or course_folder("results")


def _study(name: str, folder: Path, chosen: argparse.Namespace) -> int:
    """Make one record, unless there is nothing to do -> 0, or 1 where a claim does not hold."""
    from rnncourse.experiments.confirm import confirm
    from rnncourse.experiments.record import record_path, state_of
    from rnncourse.experiments.runner import run_study
    from rnncourse.experiments.study import load_study

    study = load_study(name)
    state, record = state_of(study, folder)
    if record is not None and state == "current" and (chosen.resume or chosen.confirm):
        print(f"{name}: the record is current, nothing to do")
    elif chosen.confirm:
        record, tried = confirm(study, folder, jobs=chosen.jobs, bar=True)
        print(f"{name}: {tried} of {len(record.rows)} runs made again, all as recorded: {record_path(name, folder)}")
    else:
        record = run_study(study, folder, resume=chosen.resume, jobs=chosen.jobs, scheduler=chosen.scheduler, bar=True)
        minutes = sum(row.seconds for row in record.rows) / 60
        print(f"{name}: {len(record.rows)} runs, {minutes:.1f} minutes of processor time: {record_path(name, folder)}")
    for sentence, holds in record.claims.items():
        print(f"  {'holds' if holds else 'DOES NOT HOLD'}: {sentence}")
    sys.stdout.flush()
    return 0 if all(record.claims.values()) else 1


def _list(names: list[str], folder: Path | None) -> int:
    from rnncourse.experiments.record import state_of
    from rnncourse.experiments.study import Rows, load_study

    for name in names:
        study = load_study(name)
        state, record = state_of(study, folder)
        # What a plan asks for later depends on figures, so without a record the number is that of its first batch.
        runs = f"{len(record.rows)} runs" if record else f"{len(study.plan(Rows()))} runs to begin with"
        told = {"none": "no record", "damaged": "damaged record", "stale": "stale record", "current": "record current"}
        print(f"{name:10} {runs}, {told[state]}: {study.question}")
    return 0


def _resume(chosen: argparse.Namespace) -> str:
    parts = ["rnncourse study", *(chosen.names or ["--all"]), "--resume"]
    parts += [f"--to {chosen.to}"] if chosen.to else []
    parts += [f"--jobs {chosen.jobs}"] if chosen.jobs > 1 else []
    parts += [f"--scheduler {chosen.scheduler}"] if chosen.scheduler else []
    return " ".join(parts)
