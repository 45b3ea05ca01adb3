"""Dates as people write them, and as they are to be written; a model that looks where the answer stands."""

import datetime

import numpy as np
import pytest

from rnncourse.experiments.rewriting import (
    days,
    fields,
    learn_dates,
    pairs,
    rewrite,
    spoken,
    trained_rewriter,
)


@pytest.mark.parametrize(("form", "text"), [(0, "3 march 1994"), (1, "march 3, 1994"), (2, "3 mar 1994")])
def test_a_date_has_three_forms_and_its_fields_are_found(form, text):
    assert spoken(datetime.date(1994, 3, 3), form) == text
    for name, part in (("year", "1994"), ("month", "mar"), ("day", "3")):
        found = "".join(text[i] for i in fields(text)[name] if i < len(text))
        assert found.startswith(part) or (name == "month" and found.startswith("march"))


def test_no_day_is_in_two_splits_and_none_is_missing():
    parts = [set(days(split).tolist()) for split in ("train", "valid", "test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 73_049


def test_pairs_are_of_their_split():
    _, targets = pairs("test", 20, np.random.default_rng(0))
    first = datetime.date(1900, 1, 1)
    assert {(datetime.date.fromisoformat(target) - first).days for target in targets} <= set(days("test").tolist())


def test_the_model_that_ships_rewrites_dates_and_names_a_strange_character():
    model = trained_rewriter()
    texts, weights = rewrite(model, ["3 march 1994", "december 31, 1999"])
    assert texts == ["1994-03-03", "1999-12-31"] and weights.shape[1:] == (2, 17)
    with pytest.raises(ValueError, match="sources: expected lower-case letters, digits, spaces and commas, got '/'"):
        rewrite(model, ["3/3/1994"])


@pytest.mark.slow
def test_training_stops_at_its_goal():
    _, curve = learn_dates("dot", seed=0, rate=0.02, goal=0.5)
    assert curve[-1] >= 0.5 and max(curve[:-1], default=0) < 0.5
