"""show prints the source that runs."""

import pytest

from rnncourse.course import show
from rnncourse.scratch import RNN


def test_show_prints_the_equation_and_the_line_that_is_it(capsys):
    show(RNN.step)
    printed = capsys.readouterr().out
    assert printed.startswith("def step(self, x_t")
    assert "h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)" in printed


def test_show_refuses_what_has_no_source():
    with pytest.raises(ValueError, match="thing: expected a function"):
        show(3)
