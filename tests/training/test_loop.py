"""The loop itself, with a stand-in that learns nothing: what is called when, and when it stops."""

import numpy as np
import pytest

from rnncourse.training import Training


class Told(Training):
    """Writes down what the loop asks for; the loss of a step is its batch, the norm twice that."""

    def __init__(self, batches, *, epochs=1, validate=None, patience=None, goal=None, bar=False):
        super().__init__(batches, epochs=epochs, validate=validate, patience=patience, goal=goal, bar=bar)
        self.told, self.weight = [], 0

    def begin_epoch(self):
        self.told.append("begin")

    def step(self, batch):
        self.check_loss(batch)
        self.weight += 1
        self.told.append(batch)
        return float(batch), 2.0 * batch

    def judge_now(self):
        self.told.append("judge")
        return super().judge_now()

    def weights(self):
        return self.weight

    def put_back(self, weights):
        self.told.append("put back")
        self.weight = weights

    def epoch_done(self):
        self.told.append("done")


def told(values, **options):
    """A run of five epochs of two batches, judged by these values."""
    values = iter(values)
    run = Told([1, 2], epochs=5, validate=lambda: next(values), **options)
    run.run()
    return run


def test_an_epoch_is_begun_trained_judged_and_done_and_the_best_weights_come_last():
    run = told([2.0, 3.0, 1.0, 1.5, 1.0])
    assert run.told == 5 * ["begin", 1, 2, "judge", "done"] + ["put back"]
    assert run.history.loss == 5 * [1.0, 2.0] and run.history.norm == 5 * [2.0, 4.0]
    assert run.history.best_epoch == 2, "the first of equals"
    assert run.weight == 6, "those after the third epoch"


def test_without_validation_nothing_is_judged_or_put_back():
    run = Told([1, 2], epochs=2)
    history = run.run()
    assert run.told == 2 * ["begin", 1, 2, "done"] and history is run.history
    assert history.validation == [] and history.best_epoch is None


@pytest.mark.parametrize(
    ("values", "options", "epochs"),
    [
        ([5, 4, 3, 2, 1], {"patience": 1}, 5),
        ([1, 1, 1, 1, 1], {"patience": 1}, 2),  # as good as the best is no better
        ([1, 2, 2, 2, 2], {"patience": 2}, 3),
        ([3, 4, 2, 3, 1], {"patience": 2}, 5),
        ([np.inf, np.inf, np.inf, 2, 3], {"patience": 2}, 3),
        ([5, 4, 3, 2, 1], {"goal": 3}, 3),
        ([5, 4, 3, 2, 1], {"goal": np.float32(0.5)}, 5),
        ([0, 4, 3, 2, 1], {"goal": 0.0}, 1),
        ([5, 6, 7, 3, 1], {"goal": 3, "patience": 2}, 3),
        ([-1, -2, -3, -4, -5], {"goal": -3}, 3),
    ],
)
def test_it_stops_when_patience_is_lost_or_the_goal_reached(values, options, epochs):
    run = told(values, **options)
    assert run.history.validation == values[:epochs] and run.epoch == epochs


def test_a_run_that_had_enough_trains_no_more():
    run = told([1, 2, 3], patience=2)
    assert run.enough() and not told([5, 4, 3, 2, 1], patience=2).enough()
    before = len(run.history.loss)
    run.run()
    assert len(run.history.loss) == before


def test_batches_may_be_drawn_anew_or_come_from_an_iterator_for_one_epoch():
    epochs = iter([[1, 2], (b for b in [3]), [4]])
    assert Told(lambda: next(epochs), epochs=3).run().loss == [1, 2, 3, 4]
    assert Told(iter([1, 2])).run().loss == [1, 2]


def test_an_epoch_without_batches_is_refused_not_skipped():
    epochs = iter([[1], []])
    with pytest.raises(ValueError, match="^batches: expected at least one batch in each epoch, got none"):
        Told(lambda: next(epochs), epochs=2).run()


def test_the_seconds_add_up():
    run = Told([1])
    run.history.seconds = 1000.0
    assert 1000 < run.run().seconds < 1060


def test_the_bar_counts_the_steps_and_shows_loss_and_validation(capsys):
    told([2.0, 1.0, 0.5, 0.25, 0.125], bar=True)
    out, err = capsys.readouterr()
    assert "10/10" in out and "step" in out and err == ""
    assert "loss=2.000" in out and "validation=0.250" in out
    run = Told(lambda: iter([1, 2]), epochs=3, bar=True)  # a length that is not known before the first epoch ends
    run.run()
    assert "6/6" in capsys.readouterr().out
    Told([1]).run()
    assert capsys.readouterr() == ("", "")


def test_what_a_step_raises_is_raised_and_the_history_says_how_far_it_came():
    run = Told([1, 2, float("inf")])
    with pytest.raises(ValueError, match="^loss: expected a finite number, got inf at step 2; lower the learning rate"):
        run.run()
    assert run.history.loss == [1, 2]


@pytest.mark.parametrize("goal", ["0.5", float("inf"), float("nan")])
def test_a_goal_is_a_finite_number(goal):
    with pytest.raises(ValueError, match="^goal: expected a finite number, got"):
        Told([1], validate=lambda: 1.0, goal=goal)


@pytest.mark.parametrize("method", ["step", "weights", "put_back"])
def test_what_a_subclass_has_to_write_is_not_done_silently(method):
    run = Training([1], epochs=1, validate=None, patience=None, goal=None, bar=False)
    with pytest.raises(NotImplementedError):
        getattr(run, method)(*([] if method == "weights" else [1]))
