"""What stands in one picture is told apart, in a grey print too; and no colour stands anywhere else."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex, to_rgb

import rnncourse
from rnncourse import palette
from rnncourse.palette import COLOURS, GATES, LINES, MARKS, look

PACKAGE = Path(rnncourse.__file__).parent


def lightness(colour):
    """L* in CIELAB, 0 black to 100 white: what is left of a colour in a grey print (CIE 15, D65)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]
    Y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * Y ** (1 / 3) - 16 if Y > 216 / 24389 else Y * 24389 / 27


def closest(colours):
    return min(abs(lightness(a) - lightness(b)) for a, b in itertools.combinations(colours, 2))


def test_lightness_is_that_of_known_colours():
    assert [round(lightness(c), 1) for c in ("black", "white", "#777777", "#ff0000")] == [0, 100, 50.0, 53.2]


def test_curves_differ_in_lightness_in_line_and_in_mark():
    assert closest(COLOURS) > 6
    assert closest(COLOURS[:3]) > 13
    assert max(map(lightness, COLOURS)) < 70  # seen on white
    assert len(set(LINES)) == len(LINES) == len(COLOURS) <= len(set(MARKS)) == len(MARKS)


def test_no_two_curves_look_alike():
    looks = [look(i) for i in range(49)]
    assert len({(each.colour, each.line) for each in looks}) == 49
    assert len({(each.colour, each.mark) for each in looks}) == 49
    assert looks[0] == (COLOURS[0], LINES[0], MARKS[0]) and looks[7] == (COLOURS[0], LINES[1], MARKS[7])


@pytest.mark.parametrize("i", [-1, 49])
def test_more_curves_than_can_be_told_apart_are_refused(i):
    with pytest.raises(ValueError, match=f"at most 49 in one picture, got number {i + 1}; draw several"):
        look(i)


@pytest.mark.parametrize(
    ("colours", "least"),
    [
        ((palette.INPUT, palette.STATE, palette.OUTPUT, palette.LOSS), 8),
        ((palette.INPUT, palette.STATE, palette.OUTPUT, palette.REVERSE), 7),
        ([GATES[name] for name in ("forget", "input", "candidate", "output")], 7),
        ([GATES[name] for name in ("update", "reset", "candidate")], 11),
        ((palette.BEFORE, palette.DRAWN), 30),
        ((palette.BEFORE, palette.WEIGHT), 30),
        ((palette.GRADIENT, palette.INK), 20),
        ((palette.MEMORY, palette.INK, GATES["candidate"]), 13),
    ],
    ids=["boxes", "both directions", "LSTM", "GRU", "sampling", "alignment", "arrows", "gates over time"],
)
def test_what_stands_in_one_drawing_differs_in_lightness(colours, least):
    assert closest(colours) > least


# What is seen with each deficiency, of linear RGB (Machado, Oliveira & Fernandes 2009, severity 1).
DEFICIENT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
SIGHTS = {"full": np.eye(3).tolist()} | DEFICIENT


def lab(colour, sight):
    """L*, a*, b* of what is seen (CIE 1976, D65): side by side a difference of about 2 can just be told."""
    linear = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)])
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1) / to_xyz.sum(axis=1)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    "colours",
    [
        COLOURS,
        (palette.INPUT, palette.STATE, palette.OUTPUT, palette.LOSS),
        (palette.STATE, palette.REVERSE),
        [GATES[name] for name in ("forget", "input", "candidate", "output")],
        [GATES[name] for name in ("update", "reset", "candidate")],
    ],
    ids=["curves", "boxes", "both directions", "LSTM", "GRU"],
)
def test_what_stands_in_one_drawing_differs_for_every_sight(colours, sight):
    seen = [lab(colour, sight) for colour in colours]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 19


def test_what_a_sight_lacks_is_not_seen():
    """Greys look the same to all; a red and a green as light as each other fall together without red or green cones."""
    for sight in SIGHTS:
        np.testing.assert_allclose(lab("#777777", sight), [50, 0, 0], atol=0.1)
    far, near = (np.linalg.norm(lab("#c05a5a", s) - lab("#6a8a4a", s)) for s in ("full", "deuteranopia"))
    assert near < far / 3


def test_words_can_be_read_on_every_box_and_gate():
    boxes = (palette.INPUT, palette.STATE, palette.OUTPUT, palette.LOSS, palette.REVERSE, palette.PADDING)
    for colour in (*boxes, palette.CONTEXT, *GATES.values()):
        assert lightness(colour) > 49, colour  # black text on it has a contrast of 4.5 : 1 or more


def test_each_gate_has_its_own_colour_for_the_whole_course():
    assert set(GATES) == {"forget", "input", "candidate", "output", "update", "reset"}
    assert len(set(GATES.values())) == 6


def test_levels_and_paths_of_one_picture_differ_in_their_lines():
    assert len(set(palette.LEVEL_LINES)) == len(palette.LEVEL_LINES)
    assert len(set(palette.PATH_LINES)) == len(palette.PATH_LINES) == len(set(palette.PATHS)) == len(palette.PATHS)


@pytest.mark.parametrize("name", ["VALUES", "WEIGHTS", "PICTURE"])
def test_shades_grow_darker(name):
    shades = [lightness(to_hex(colormaps[getattr(palette, name)](i / 10))) for i in range(11)]
    assert shades == sorted(shades, reverse=True) and shades[0] - shades[-1] > 60


DRAWING = [*PACKAGE.glob("plots/*.py"), *PACKAGE.glob("diagrams/*.py"), *PACKAGE.glob("explorers/*.py")]


@pytest.mark.parametrize("path", [pytest.param(p, id=p.relative_to(PACKAGE).as_posix()) for p in DRAWING])
def test_no_colour_or_line_style_stands_outside_the_palette(path):
    source = path.read_text(encoding="utf-8")
    named = r"[\"'](#[0-9a-fA-F]{3,8}|white|black|gr[ae]y|red|green|blue|C\d)[\"']"
    styled = r"(linestyle|ls|cmap)=[\"'(]"
    assert re.findall(named, source) == [] and re.findall(styled, source) == []
