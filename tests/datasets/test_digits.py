"""Digit strings are made of the scans of their own split, and hold what their targets say."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from rnncourse.datasets import BLANK, digit_strings, digits, scans, spell
from rnncourse.datasets.digits import SPLITS

PLAIN = {"slant": (0, 0), "noise": 0}
SCANS = load_digits()


def make(n=20, split="train", seed=0, rng=None, **options):
    return digit_strings(n, split, np.random.default_rng(seed) if rng is None else rng, **options)


def test_no_scan_is_in_two_splits_and_none_is_left_out():
    together = np.concatenate([scans(split).indices for split in SPLITS])
    assert sorted(together) == list(range(1797))


@pytest.mark.parametrize("split", SPLITS)
def test_the_scans_are_those_of_scikit_learn(split):
    pool = scans(split)
    np.testing.assert_array_equal(pool.images, SCANS.images[pool.indices] / 16)
    np.testing.assert_array_equal(pool.digits, SCANS.target[pool.indices])
    assert np.bincount(pool.digits, minlength=10).min() >= 25, "every digit is in every split"


def test_strings_of_different_splits_share_no_scan():
    used = {split: set(np.concatenate(make(300, split).scans)) for split in SPLITS}
    assert all(used[split] <= set(SPLITS[split]) for split in SPLITS)
    assert not used["train"] & used["valid"] and not used["train"] & used["test"] and not used["valid"] & used["test"]


def test_targets_are_the_digits_of_the_scans_plus_one():
    strings = make(50, "test")
    for target, used in zip(strings.targets, strings.scans, strict=True):
        np.testing.assert_array_equal(target, SCANS.target[used] + 1)
        assert spell(target) == "".join(map(str, SCANS.target[used]))


def test_a_plain_string_is_its_scans_side_by_side():
    strings = make(spacing=(2, 2), height=8, **PLAIN)
    for image, width, used in zip(strings.images, strings.widths, strings.scans, strict=True):
        parts = []
        for i in used:
            scan = SCANS.images[i] / 16
            parts += [scan[:, np.flatnonzero(scan.any(axis=0)).min() : np.flatnonzero(scan.any(axis=0)).max() + 1]]
            parts += [np.zeros((8, 2))]
        np.testing.assert_allclose(image[0, :, :width], np.concatenate(parts[:-1], axis=1), atol=1e-7)
        assert not image[0, :, width:].any()


def test_twice_the_height_is_the_plain_string_enlarged():
    small, large = make(height=8, spacing=(0, 0), **PLAIN), make(height=16, spacing=(0, 0), **PLAIN)
    np.testing.assert_array_equal(large.widths, 2 * small.widths)
    # Linear interpolation: where four pixels stand for one, their mean is near it and the ink as a whole is kept.
    np.testing.assert_allclose(large.images.sum(), 4 * small.images.sum(), rtol=0.02)


def enlarge_by_formula(glyph, height, stretch):
    """The same as a matrix product on each side: weights that fall linearly with the distance between centres."""

    def weights(size, old):
        at = ((np.arange(size) + 0.5) * old / size - 0.5).clip(0, old - 1)
        return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(old)))

    width = max(1, round(glyph.shape[1] * stretch * height / 8))
    return weights(height, 8) @ glyph @ weights(width, glyph.shape[1]).T


def lean_by_formula(picture, slant):
    """The same row by row."""
    height, width = picture.shape
    shifts = slant * np.arange(height - 1, -1, -1)
    shifts -= shifts.min()
    columns = np.arange(width + int(np.ceil(shifts.max())))
    return np.stack(
        [np.interp(columns - s, np.arange(width), row, 0, 0) for s, row in zip(shifts, picture, strict=True)]
    )


@pytest.mark.parametrize("height", [8, 9, 16, 31])
def test_scipys_pictures_are_those_of_the_formulas(height):
    rng = np.random.default_rng(height)
    slants = [*np.arange(-20, 21) / 20, *rng.uniform(-1, 1, 10)]
    for scan in SCANS.images[:40] / 16:
        glyph, stretch = digits._ink(scan), rng.uniform(0.5, 2)
        picture = digits._enlarge(glyph, height, stretch)
        np.testing.assert_allclose(picture, enlarge_by_formula(glyph, height, stretch), atol=1e-12)
        for slant in slants:
            np.testing.assert_allclose(digits._lean(picture, slant), lean_by_formula(picture, slant), atol=1e-12)


def test_a_slant_moves_the_top_and_leaves_the_foot():
    straight, right = make(spacing=(3, 3), **PLAIN), make(spacing=(3, 3), slant=(0.5, 0.5), noise=0)
    left = make(spacing=(3, 3), slant=(-0.5, -0.5), noise=0)
    for s, r, l, w in zip(straight.images, right.images, left.images, straight.widths, strict=True):
        np.testing.assert_allclose(r[0, 15, :w], s[0, 15, :w], atol=1e-6)
        np.testing.assert_allclose(r[0, 1, 7 : 7 + w], s[0, 1, :w], atol=1e-6)  # 14 rows up, 7 columns
        np.testing.assert_allclose(l[0, 1, 1 : 1 + w - 1], s[0, 1, : w - 1] * 0.5 + s[0, 1, 1:w] * 0.5, atol=1e-6)
    np.testing.assert_array_equal(right.widths, straight.widths + 8)


def test_noise_has_the_deviation_asked_for_and_stays_in_range():
    noisy = make(100, noise=0.05)
    plain = make(100, noise=0)
    assert noisy.images.min() == 0 and noisy.images.max() == 1
    assert plain.images.min() == 0 and plain.images.max() <= 1
    one = digit_strings(1, "train", np.random.default_rng(3), length=(8, 8), noise=0.05)
    same = digit_strings(1, "train", np.random.default_rng(3), length=(8, 8), noise=0)
    inner = (same.images > 0.3) & (same.images < 0.7)  # where the range cuts nothing off
    assert (one.images - same.images)[inner].std() == pytest.approx(0.05, rel=0.25)


def test_spacing_and_stretch_set_the_width():
    near, far = make(spacing=(0, 0), **PLAIN), make(spacing=(5, 5), **PLAIN)
    gaps = np.array([len(target) - 1 for target in near.targets])
    np.testing.assert_array_equal(far.widths - near.widths, 5 * gaps)
    wide = make(spacing=(0, 0), stretch=(1.5, 1.5), **PLAIN)
    np.testing.assert_allclose(wide.widths, 1.5 * near.widths, atol=8)


def test_overlapping_digits_keep_the_darker_pixel():
    strings = make(spacing=(-2, -2), length=(2, 2), height=8, **PLAIN)
    for image, width, used in zip(strings.images, strings.widths, strings.scans, strict=True):
        left, right = (scan[:, scan.any(axis=0)] for scan in SCANS.images[used] / 16)
        assert width == left.shape[1] + right.shape[1] - 2
        left = np.pad(left, ((0, 0), (0, width - left.shape[1])))
        right = np.pad(right, ((0, 0), (width - right.shape[1], 0)))
        np.testing.assert_allclose(image[0, :, :width], np.maximum(left, right), atol=1e-7)


def test_lengths_fill_their_range_evenly():
    lengths = np.array([len(target) for target in make(2000, length=(2, 5), height=8, noise=0).targets])
    assert set(lengths) == {2, 3, 4, 5}
    assert np.bincount(lengths)[2:].min() > 400


def test_what_is_drawn_unless_asked_otherwise():
    strings = make(300)
    lengths = [len(target) for target in strings.targets]
    assert (min(lengths), max(lengths)) == (3, 8) and strings.images.shape[2] == 16
    ranges = dict(length=(3, 8), spacing=(0, 4), slant=(-0.2, 0.2), stretch=(1.0, 1.0), noise=0.1, height=16)
    np.testing.assert_array_equal(make(300, **ranges).images, strings.images)


def test_no_label_is_the_blank():
    assert BLANK == 0 and min(target.min() for target in make(50).targets) == 1


def test_shapes_and_types():
    strings = make(7, height=24)
    assert strings.images.shape == (7, 1, 24, strings.widths.max()) and strings.images.dtype == np.float32
    assert strings.widths.dtype == np.int64 and all(t.dtype == np.int64 for t in strings.targets)


def test_the_same_generator_state_gives_the_same_strings():
    a, b, c = make(seed=5), make(seed=5), make(seed=6)
    assert all(np.array_equal(x, y) for x, y in zip(a.targets, b.targets, strict=True))
    np.testing.assert_array_equal(a.images, b.images)
    assert not all(np.array_equal(x, y) for x, y in zip(a.targets, c.targets, strict=True))


def test_select_picks_strings_and_cuts_the_padding():
    strings = make()
    ids = np.argsort(strings.widths)[[3, 0]]
    few = strings.select(ids)
    assert few.images.shape[-1] == few.widths.max() == strings.widths[ids[0]]
    for i, j in enumerate(ids):
        w = strings.widths[j]
        np.testing.assert_array_equal(few.images[i, :, :, :w], strings.images[j, :, :, :w])
        np.testing.assert_array_equal(few.targets[i], strings.targets[j])
        np.testing.assert_array_equal(few.scans[i], strings.scans[j])


def test_labels_are_spelled_as_digits():
    assert spell([4, 1, 10]) == "309" and spell([]) == ""
    with pytest.raises(ValueError, match="^labels: expected 1 .* got 0; drop CTC's blanks"):
        spell([1, 0])
    with pytest.raises(ValueError, match="^labels: .* got 11"):
        spell([11])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "dev"}, "split: expected one of train, valid, test, got 'dev'"),
        ({"rng": 0}, "rng: expected a np.random.Generator, got 0"),
        ({"n": 0}, "n: expected a whole number > 0, got 0"),
        ({"height": 6}, "height: expected at least 8"),
        ({"noise": -0.1}, "noise: expected a number from 0 to"),
        ({"length": (0, 3)}, "length: expected 1 <= lowest <= highest, got"),
        ({"length": (5, 3)}, "length: expected 1 <= lowest"),
        ({"length": 5}, r"length: expected a pair of whole numbers \(lowest, highest\), got 5"),
        ({"spacing": (0.5, 2)}, "spacing: expected a pair of whole numbers"),
        ({"spacing": (-9, 2)}, "spacing: expected -2 <= lowest"),
        ({"slant": (0, float("inf"))}, "slant: expected -1 <= lowest"),
        ({"stretch": (0.1, 1)}, "stretch: expected 0.5 <= lowest"),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        make(**options)


def test_numbers_say_what_is_written():
    strings = digit_strings(2, "test", np.random.default_rng(0), numbers=["007", "3141"])
    assert [spell(target) for target in strings.targets] == ["007", "3141"]
    assert all(np.isin(used, scans("test").indices).all() for used in strings.scans)


@pytest.mark.parametrize("numbers", [["1"], ["1", "x"], ["1", ""], ["1", "²"]])
def test_numbers_are_texts_of_digits(numbers):
    with pytest.raises(ValueError, match="numbers: expected 2 texts of digits"):
        digit_strings(2, "test", np.random.default_rng(0), numbers=numbers)
