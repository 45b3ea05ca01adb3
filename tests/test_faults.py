"""The faults of tests/faults.py are planted where they should be, one change each."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def faults():
    spec = importlib.util.spec_from_file_location("faults", TESTS / "faults.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["faults"] = module  # where dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["faults"]


@pytest.fixture
def planted(faults):
    """All changed versions of a source, by the kind of the fault."""

    def plant(source):
        found = {}
        for fault in faults.Places("m.py", source).faults():
            if fault.is_one(source.encode()):
                found.setdefault(fault.kind, []).append(fault.plant(source.encode()).decode())
        return found

    return plant


@pytest.mark.parametrize(
    "kind, source, changed",
    [
        ("operator", "a = b - c", ["a = b + c"]),
        ("operator", "a = (b) @ (\n  c)", ["a = (b) * (\n  c)"]),
        ("operator", "a -= -b", ["a += -b", "a -= b"]),
        ("operator", "a = b and not c", ["a = b or not c", "a = b and c"]),
        ("comparison", "a = b < c == d", ["a = b <= c == d", "a = b > c == d", "a = b < c != d"]),
        ("comparison", "a = b is  not c", ["a = b is c"]),
        ("constant", "a = 2", ["a = 1", "a = 3"]),
        ("constant", "a = x[0], True, 0.5", ["a = x[1], True, 0.5", "a = x[0], False, 0.5"]),
        ("constant", "é = 'ü'; a = 0", ["é = 'ü'; a = 1"]),
        (
            "deleted",
            "a = 1\nif b:\n    return_ = 2",
            ["pass\nif b:\n    return_ = 2", "a = 1\npass", "a = 1\nif b:\n    pass"],
        ),
        ("argument", "f(a, b, c=d, e=g)", ["f(a, c=d, e=g)", "f(a, b, e=g)", "f(a, b, c=d)"]),
        ("argument", "f(\n    c=d,\n    e=g,\n)", ["f(\n    e=g,\n)", "f(\n    c=d,\n)"]),
        ("argument", "f(a, c=d)", ["f(a)"]),
    ],
)
def test_a_fault_is_one_change(planted, kind, source, changed):
    found = planted(source)[kind]
    assert set(changed) <= set(found)
    assert len(found) == len(set(found)) and source not in found


@pytest.mark.parametrize(
    "source",
    [
        '"""Text 1 < 2."""',
        "def f(x: Union[1, 2]) -> Tuple[3, 4]:\n    'Text.'",
        "class C(Base[1]):\n    x: Literal[1]",
        "class C:\n    def __repr__(self):\n        return 1 + 2",
        "@cache(maxsize=1)\ndef f(): ...",
        "if TYPE_CHECKING:\n    x = 1",
        "import a.b",
        "__all__ = ['a', 1]",
        "f(x)",
    ],
)
def test_texts_annotations_and_names_are_left_alone(planted, source):
    assert not {kind for kind in planted(source) if kind != "deleted"}


def test_what_an_error_says_is_left_alone_but_not_whether_it_is_raised(planted):
    source = "def f(x):\n    if x < 1:\n        raise ValueError(f'{x + 1}', 1 + 2, y=3)"
    assert sorted(planted(source)) == ["comparison", "constant", "deleted"]
    assert len(planted(source)["constant"]) == 2
    assert "def f(x):\n    if x < 1:\n        pass" in planted(source)["deleted"]


def test_a_seed_gives_the_same_faults_and_every_kind(faults):
    sources = {"m.py": "\n".join(f"a{i} = f(b{i} + {i}, c=d{i} < e{i})" for i in range(50)).encode()}
    drawn = faults.draw(sources, 60, seed=1)
    assert drawn == faults.draw(sources, 60, seed=1) != faults.draw(sources, 60, seed=2)
    assert all(fault.is_one(sources["m.py"]) for fault in drawn)
    assert len({(f.begin, f.end) for f in drawn}) == 60
    kinds = [fault.kind for fault in drawn]
    assert all(5 <= kinds.count(kind) <= 25 for kind in ("operator", "comparison", "constant", "deleted", "argument"))


def test_a_files_own_tests_come_first(faults, tmp_path):
    for name in ("test_text", "scratch/test_lstm", "scratch/test_layers", "scratch/test_ctc", "test_notebooks"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / f"{name}.py").write_text("lstm" if "layers" in name else "")
    names = [[Path(test).stem for test in stage] for stage in faults.stages(tmp_path, "rnncourse/scratch/lstm.py")]
    assert names == [["test_lstm"], ["test_layers", "test_ctc"], ["test_text"]]
    assert faults.stages(tmp_path, "rnncourse/text.py")[0] == ["tests/test_text.py"]


def test_every_part_has_places_for_faults(faults):
    for part in faults.PARTS:
        sources = faults.sources_of(faults.ROOT, [part])
        assert len(faults.draw(sources, 20, seed=0)) == 20, part


def test_every_equivalent_fault_is_one_that_can_be_planted_and_has_its_reason(faults):
    for entry in json.loads(faults.EQUIVALENT.read_text(encoding="utf-8")):
        source = (faults.ROOT / entry["file"]).read_bytes()
        found = [fault.lines(source) for fault in faults.Places(entry["file"], source.decode()).faults()]
        assert (entry["before"], entry["after"]) in found and len(entry["reason"]) > 10, entry
