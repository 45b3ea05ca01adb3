"""What the calendar says is counted over all dates; a beam that asks it reads no date that does not exist."""

import datetime

import numpy as np
import pytest

from rnncourse.decoding import ctc_beam_search
from rnncourse.experiments.calendar import calendar, read_with_prior, some_dates
from rnncourse.scratch import log_softmax


def labels(text):
    return tuple(int(digit) + 1 for digit in text)


@pytest.mark.parametrize(
    ("text", "digits"), [("", "0123"), ("3", "01"), ("31", "01"), ("310", "13578"), ("2902", "12")]
)
def test_what_may_follow(text, digits):
    assert {str(k - 1) for k in np.flatnonzero(calendar()[labels(text)]) if k} == set(digits)


def test_probabilities_sum_to_one_and_a_date_ends_after_eight_digits():
    prior = calendar()
    sums = np.array([following.sum() for following in prior.values()])
    assert np.allclose(sums, 1)
    assert prior[labels("03031994")][0] == 1 and prior[labels("0303199")][0] == 0
    assert labels("29021900") not in prior and labels("29022000") in prior


def test_some_dates_are_dates():
    for text in some_dates(50, np.random.default_rng(0)):
        assert 1900 <= datetime.datetime.strptime(text, "%d%m%Y").year <= 2099


def test_without_a_prior_it_is_the_beam_of_the_package():
    tables = log_softmax(np.random.default_rng(0).standard_normal((6, 20, 4)))
    for b in range(20):
        package = ctc_beam_search(tables[:, b : b + 1], beam_size=200)[0][0]
        assert read_with_prior(tables[:, b], None, beam_size=200) == tuple(package.labels)


def test_the_prior_decides_between_what_looks_alike():
    said = np.full((16, 11), 1e-4)
    for i, digit in enumerate("39031994"):  # a 39th day
        said[2 * i, int(digit) + 1] = 0.6
        said[2 * i + 1, 0] = 1
    said[2, 1] = 0.3  # or a 30th
    log_probs = np.log(said / said.sum(axis=1, keepdims=True))
    assert read_with_prior(log_probs, None) == labels("39031994")
    assert read_with_prior(log_probs, calendar()) == labels("30031994")
