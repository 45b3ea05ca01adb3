"""Metrics of classifiers agree with scikit-learn, with cases worked out by hand, and refuse what they cannot judge."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import f1_score, log_loss

from rnncourse.metrics import confusion, expected_calibration_error, f1, reliability, scaled, temperature

SAID = ["ham", "spam", "spam", "ham", "ham"]
TRUE = ["ham", "spam", "ham", "spam", "ham"]


def test_confusion_has_a_row_for_each_true_class():
    found = confusion(SAID, TRUE, ["ham", "spam", "other"])
    assert found.tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert confusion([1, 1, 0], [0, 1, 0], [0, 1]).tolist() == [[1, 1], [0, 1]]


def test_f1_is_that_of_the_named_class():
    assert f1(SAID, TRUE, "spam") == pytest.approx(0.5)
    assert f1(SAID, TRUE, "ham") == pytest.approx(f1_score(TRUE, SAID, pos_label="ham"))
    assert f1([0, 0], [0, 0]) == 0.0


def test_reliability_by_hand():
    p = [0.05, 0.15, 0.2, 0.95, 1.0, 0.0]
    said, happened, counts = reliability(p, np.array([False, True, False, True, True, False]))
    np.testing.assert_allclose(said, [0.025, 0.175, 0.975])
    np.testing.assert_allclose(happened, [0, 0.5, 1])
    assert counts.tolist() == [2, 2, 2]
    assert expected_calibration_error(p, np.array([False, True, False, True, True, False])) == pytest.approx(
        (0.025 + 0.325 + 0.025) / 3
    )


def test_reliability_is_scikit_learns_curve():
    rng = np.random.default_rng(0)
    p = rng.random(500)
    happened = rng.random(500) < p**2
    share, said = calibration_curve(happened, p, n_bins=10)
    ours = reliability(p, happened)
    np.testing.assert_allclose(ours.said, said)
    np.testing.assert_allclose(ours.happened, share)


def test_one_bin_compares_the_means():
    p, happened = np.array([0.2, 0.4, 0.9]), np.array([True, False, True])
    assert expected_calibration_error(p, happened, bins=1) == pytest.approx(abs(p.mean() - happened.mean()))


def test_a_temperature_undoes_what_made_the_probabilities_too_sure():
    rng = np.random.default_rng(0)
    honest = scaled(rng.standard_normal((20_000, 3)), 1.0)
    target = np.array([rng.choice(3, p=np.exp(row)) for row in honest])
    assert temperature(honest * 2.5, target) == pytest.approx(2.5, rel=0.05)
    assert temperature(honest, target) == pytest.approx(1.0, rel=0.05)
    cooled = scaled(honest * 2.5, 2.5)
    np.testing.assert_allclose(cooled, honest, atol=1e-12)
    assert (cooled.argmax(axis=1) == (honest * 2.5).argmax(axis=1)).all()
    assert log_loss(target, np.exp(cooled)) < log_loss(target, np.exp(scaled(honest * 2.5, 1.0)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: confusion(["x"], ["ham"], ["ham", "spam"]), "predicted: expected some of"),
        (lambda: confusion([0], [1], ["ham"]), "predicted: expected some of"),
        (lambda: confusion([0], [1], [0, 0]), "labels: expected each class once"),
        (lambda: f1([0, 1], [0]), "predicted: expected labels"),
        (lambda: f1([], []), "target: expected at least one label"),
        (lambda: f1([0], [0], "spam"), "positive: expected a label as target has"),
        (lambda: reliability([1.2], [True]), "probabilities: expected numbers"),
        (lambda: reliability([0.2], [1]), "happened: expected 1 booleans"),
        (lambda: temperature(np.zeros((2, 2)), [0, 2]), "target: expected ids from 0 to 1"),
        (lambda: temperature(np.zeros((2, 2)), [0]), "target: expected 2 ids"),
        (lambda: temperature(np.full((1, 2), -np.inf), [0]), "log_probs: expected"),
        (lambda: scaled(np.zeros((1, 2)), 0.0), "temperature: expected"),
    ],
)
def test_what_cannot_be_judged_is_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
