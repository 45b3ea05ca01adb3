"""Plant single faults in the package at random, and see whether the tests notice (on Linux and macOS).

    python tests/faults.py --count 100 --seed 0 [--jobs 2] [--only scratch] [--limit 120]

A fault is one change of one place: an operator swapped, a constant changed, a comparison changed, a statement deleted,
an argument dropped, each kind as often as the others. Docstrings, annotations, what a `raise` says and `__repr__` are
left alone. For each fault the tests run in a copy of the course: those of the file first, then those of its folder,
then all others except lessons, the command line and the browser; one thread, low priority. Caught is what turns a test
red.

A fault that changes nothing one could notice is listed with its reason in tests/equivalent_faults.json. It does not
count, nor does one that runs out of time. The exit status is 0 when at least 97 of 100 were caught.
"""

import argparse
import ast
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_faults.json")
PARTS = (
    *("scratch", "decoding", "ngram", "batching", "text", "language_model", "metrics", "models", "training"),
    "datasets/synthetic",
)
NEEDED = ("rnncourse", "tests", "data", "results", "benchmarks", "notebooks", "pyproject.toml", "requirements.txt")
# Tests that say nothing about these modules' numbers, or that run lessons.
LEFT_OUT = re.compile(
    r"tests/(session|course|wrong_answers|experiments)/"
    r"|tests/test_(notebooks|exercises|answers|prose|types|architecture|environment|benchmarks|diagrams|explorers|faults)\w*\.py"
)
AT_LEAST = 0.97

BINARY = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.MatMult: "*", ast.Pow: "*", ast.FloorDiv: "/"}
BINARY |= {ast.Mod: "//", ast.BitAnd: "|", ast.BitOr: "&", ast.LShift: ">>", ast.RShift: "<<", ast.BitXor: "&"}
SIGN = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**", ast.FloorDiv: "//"}
SIGN |= {ast.Mod: "%", ast.BitAnd: "&", ast.BitOr: "|", ast.LShift: "<<", ast.RShift: ">>", ast.BitXor: "^"}
COMPARISON = {
    ast.Lt: ("<", "<=", ">"),
    ast.LtE: ("<=", "<", ">="),
    ast.Gt: (">", ">=", "<"),
    ast.GtE: (">=", ">", "<="),
}
COMPARISON |= {ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is")}
COMPARISON |= {ast.In: ("in", "not in"), ast.NotIn: ("not in", "in")}
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Return, ast.Continue, ast.Break, ast.Delete, ast.If)


@dataclass(frozen=True, order=True)
class Fault:
    """A change of one place of a file: source[begin:end] (in bytes) becomes `new`."""

    path: str
    begin: int
    end: int
    new: str
    kind: str
    line: int

    def plant(self, source: bytes) -> bytes:
        return source[: self.begin] + self.new.encode() + source[self.end :]

    def is_one(self, source: bytes) -> bool:
        """Whether the changed source compiles, and says something else."""
        try:
            changed = ast.parse(self.plant(source))
            compile(changed, self.path, "exec")
        except SyntaxError:
            return False
        return ast.dump(changed) != ast.dump(ast.parse(source))

    def lines(self, source: bytes) -> tuple[str, str]:
        """The line it changes, before and after."""
        after = self.plant(source).decode().splitlines()
        return source.decode().splitlines()[self.line - 1].strip(), after[self.line - 1].strip() if after else ""


class Places:
    """Every fault that can be planted in a source."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = path, source.encode()
        starts = [0]
        for line in self.source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts
        self.tree = ast.parse(source)

    def faults(self) -> list[Fault]:
        """Everything that could be changed; a few of these changes are no program any more, see `Fault.is_one`."""
        return sorted(set(self._all(self.tree)))

    def _span(self, node: ast.AST) -> tuple[int, int]:
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def _fault(self, begin: int, end: int, new: str, kind: str) -> Fault:
        line = next(i for i, start in enumerate(self.starts) if start > begin)
        return Fault(self.path, begin, end, new, kind, line)

    def _sign(self, left: ast.AST, right: ast.AST, sign: str, new: str, kind: str) -> Iterator[Fault]:
        """A fault that replaces the sign between two expressions."""
        begin, end = self._span(left)[1], self._span(right)[0]
        between = re.sub(rb"#[^\n]*", lambda m: b" " * len(m.group()), self.source[begin:end])
        pattern = rb"\s+".join(re.escape(part) for part in sign.encode().split())
        if match := re.search(pattern, between):
            yield self._fault(begin + match.start(), begin + match.end(), new, kind)

    def _all(self, node: ast.AST) -> Iterator[Fault]:
        yield from self._at(node)
        for child in self._children(node):
            yield from self._all(child)

    def _children(self, node: ast.AST) -> Iterator[ast.AST]:
        """The parts of a node that faults may be planted in."""
        left_out: set[str] = set()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            left_out = {"decorator_list", "returns", "type_params"}
            if node.name in ("__repr__", "__str__"):
                return
        elif isinstance(node, ast.ClassDef):
            left_out = {"decorator_list", "bases", "keywords"}
        elif isinstance(node, ast.arg | ast.AnnAssign):
            left_out = {"annotation"}
        elif isinstance(node, ast.keyword) and node.arg == "strict":  # zip's: the lengths agree, or a test fails anyway
            return
        elif isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom | ast.Assert):
            return
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "__version__"):
            return
        for name, value in ast.iter_fields(node):
            if name not in left_out:
                yield from (
                    part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST)
                )

    def _at(self, node: ast.AST) -> Iterator[Fault]:
        """The faults of one node."""
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                yield from self._sign(left, right, SIGN[type(op)], BINARY[type(op)], "operator")
            case ast.AugAssign(target=target, op=op, value=value):
                yield from self._sign(target, value, SIGN[type(op)] + "=", BINARY[type(op)] + "=", "operator")
            case ast.BoolOp(op=op, values=values):
                old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                for left, right in zip(values, values[1:], strict=False):
                    yield from self._sign(left, right, old, new, "operator")
            case ast.UnaryOp(operand=operand):
                yield self._fault(self._span(node)[0], self._span(operand)[0], "", "operator")
            case ast.Compare(left=left, ops=ops, comparators=rights):
                for a, op, b in zip([left, *rights], ops, rights, strict=False):
                    old, *news = COMPARISON[type(op)]
                    for new in news:
                        yield from self._sign(a, b, old, new, "comparison")
            case ast.Constant(value=bool(value)):
                yield self._fault(*self._span(node), str(not value), "constant")
            case ast.Constant(value=int(value)):
                yield self._fault(*self._span(node), str(value + 1), "constant")
                if value > 0:
                    yield self._fault(*self._span(node), str(value - 1), "constant")
            case ast.Constant(value=float(value)):
                for new in (2 * value, value / 2) if value else (0.5,):
                    yield self._fault(*self._span(node), repr(new), "constant")
            case ast.Call(args=args, keywords=keywords):
                keywords = [keyword for keyword in keywords if keyword.arg != "strict"]
                yield from self._dropped([*args, *keywords], must_stay=max(len(args) - 1, min(len(args), 1)))
        if isinstance(node, SIMPLE) and not self._is_text(node) and not getattr(node, "orelse", None):
            yield self._fault(*self._span(node), "pass", "deleted")

    def _dropped(self, arguments: Sequence[ast.expr | ast.keyword], must_stay: int) -> Iterator[Fault]:
        """Faults that drop one argument, the first `must_stay` apart: without those a call is hardly ever possible."""
        spans = [self._span(argument) for argument in arguments]
        for i in range(must_stay, len(spans)):
            begin = spans[i - 1][1] if i else spans[i][0]
            end = spans[i + 1][0] if not i and len(spans) > 1 else spans[i][1]
            yield self._fault(begin, end, "", "argument")

    @staticmethod
    def _is_text(node: ast.AST) -> bool:
        """Whether a statement is a docstring, an ellipsis, or a name's export."""
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant)
        return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "__version__")


def sources_of(root: Path, parts: Sequence[str]) -> dict[str, bytes]:
    """The files of these parts of the package."""
    package = root / "rnncourse"
    files = {f for part in parts for f in [package / f"{part}.py", *(package / part).rglob("*.py")] if f.exists()}
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in sorted(files)}


def draw(sources: dict[str, bytes], count: int, seed: int) -> list[Fault]:
    """`count` faults at random, one a place: first the kind, then the place, then which of its faults."""
    chance = random.Random(seed)
    places: dict[str, dict[tuple[str, int, int], list[Fault]]] = {}
    for path, source in sorted(sources.items()):
        for fault in Places(path, source.decode()).faults():
            places.setdefault(fault.kind, {}).setdefault((fault.path, fault.begin, fault.end), []).append(fault)
    order = {kind: chance.sample(sorted(there), len(there)) for kind, there in sorted(places.items())}
    chosen: list[Fault] = []
    while len(chosen) < count and any(order.values()):
        kind = chance.choice([kind for kind, there in order.items() if there])
        fault = chance.choice(places[kind][order[kind].pop()])
        if fault.is_one(sources[fault.path]):
            chosen.append(fault)
    return chosen


def stages(root: Path, path: str) -> list[list[str]]:
    """The files of tests for a file of the package: its own, its folder's, all others; what names it most first."""
    inner = Path(path).relative_to("rnncourse").with_suffix("")
    inner = inner.parent if inner.name == "__init__" else inner
    part, folder = inner.parts[0], "/".join(inner.parts[:-1])
    names = {
        f.relative_to(root).as_posix(): len(
            re.findall(rf"\b{inner.name}\b", f.read_text(encoding="utf-8"), re.IGNORECASE)
        )
        for f in sorted((root / "tests").rglob("test_*.py"))
    }
    tests = sorted((test for test in names if not LEFT_OUT.match(test)), key=lambda test: -names[test])
    own = [t for t in tests if re.fullmatch(rf"tests/({folder}/)?test_{inner.name}\w*\.py", t)]
    near = [t for t in tests if re.match(rf"tests/({part}/|test_{part}\w*\.py)", t) and t not in own]
    return [stage for stage in (own, near, [t for t in tests if t not in own + near]) if stage]


def copy_of(root: Path, folder: Path) -> Path:
    """A copy of what the tests need."""
    for name in NEEDED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def pytest(folder: Path, arguments: list[str], limit: float) -> tuple[int | None, str]:
    """Run pytest in a copy: its exit status (None: out of time) and what it printed."""
    # CI: hypothesis draws the same examples each time.
    names = {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder), "CI": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | names,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate(timeout=limit)
        return process.returncode, printed
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""


def already_red(folder: Path) -> list[str]:
    """The tests that fail without any fault, as options that leave them out."""
    everything = [test for stage in stages(folder, "rnncourse/text.py") for test in stage]
    status, printed = pytest(folder, ["-rfE", "--continue-on-collection-errors", *everything], 3600)
    if status not in (0, 1, 2):
        raise SystemExit(f"the tests do not run without a fault:\n{printed[-2000:]}")
    red = re.findall(r"^(?:FAILED|ERROR) (\S+\.py(?:::.*?)?)(?: - .*)?$", printed, re.MULTILINE)
    return [f"--deselect={test}" if "::" in test else f"--ignore={test}" for test in red]


def verdict(folder: Path, fault: Fault, red: list[str], limit: float) -> str:
    """Plant a fault in a copy, run the tests stage by stage, and take it out again."""
    path = folder / fault.path
    source = path.read_bytes()
    path.write_bytes(fault.plant(source))
    try:
        for i, stage in enumerate(stages(folder, fault.path)):
            status, printed = pytest(folder, ["-x", *red, *stage], limit if i < 2 else 5 * limit)
            if status is None:
                return "time"
            if status == 4:
                raise RuntimeError(f"pytest could not be called:\n{printed[-2000:]}")
            if status not in (0, 5):
                return "caught"
        return "survived"
    finally:
        path.write_bytes(source)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="how many faults are tried at a time")
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="a part of the package; may be given several times"
    )
    parser.add_argument(
        "--limit", type=float, default=120, help="seconds for the tests of a file or a folder; five times for the rest"
    )
    options = parser.parse_args()
    os.nice(10)

    reviewed = {(e["file"], e["before"], e["after"]) for e in json.loads(EQUIVALENT.read_text(encoding="utf-8"))}
    sources = sources_of(ROOT, options.only or PARTS)
    faults = draw(sources, options.count, options.seed)
    counts: dict[str, Counter] = {}
    survivors = []
    with tempfile.TemporaryDirectory(prefix="rnncourse-faults-") as home:
        folders: Queue[Path] = Queue()
        for i in range(options.jobs):
            folders.put(copy_of(ROOT, Path(home, str(i))))
        first = folders.get()
        red = already_red(first)
        folders.put(first)
        if red:
            print(f"red without any fault, and left out: {' '.join(red)}", flush=True)

        def tried(fault: Fault) -> tuple[Fault, str, float]:
            if (fault.path, *fault.lines(sources[fault.path])) in reviewed:
                return fault, "equivalent", 0.0
            folder, begin = folders.get(), time.monotonic()
            try:
                return fault, verdict(folder, fault, red, options.limit), time.monotonic() - begin
            finally:
                folders.put(folder)

        with ThreadPoolExecutor(options.jobs) as pool:
            for fault, said, seconds in pool.map(tried, faults):
                before, after = fault.lines(sources[fault.path])
                print(f"{said:10} {seconds:5.0f} s  {fault.path}:{fault.line}  {before}  ->  {after}", flush=True)
                counts.setdefault(fault.path, Counter())[said] += 1
                if said == "survived":
                    survivors.append({"file": fault.path, "before": before, "after": after, "reason": ""})

    print(f"\n{'':40} caught  survived  time  equivalent")
    total = sum(counts.values(), Counter())
    for path, count in [*sorted(counts.items()), ("all", total)]:
        print(f"{path:40} {count['caught']:6} {count['survived']:9} {count['time']:5} {count['equivalent']:11}")
    if survivors:
        print(
            "\nA test for each of these; or, if nobody could notice, into tests/equivalent_faults.json with a reason:"
        )
        print(",\n".join("  " + json.dumps(survivor, ensure_ascii=False) for survivor in survivors))
    counted = total["caught"] + total["survived"]
    return int(counted == 0 or total["caught"] < AT_LEAST * counted)


if __name__ == "__main__":
    raise SystemExit(main())
