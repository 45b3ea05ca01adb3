"""A run that was stopped anywhere goes on to the numbers of one that was not, and learns what there is to learn."""

import contextlib
import os
import signal

import numpy as np
import pytest
import torch

from rnncourse.models import RecurrentLanguageModel, text_batches
from rnncourse.models.saving import load_model
from rnncourse.ngram import NGramModel
from rnncourse.textfiles import prepare, training
from rnncourse.textfiles.run import Run
from rnncourse.textfiles.tokens import CHAR
from rnncourse.training import sealed
from tests.textfiles.small import TEXT, held, train


@pytest.fixture
def path(tmp_path):
    return tmp_path / "story.safetensors"


def stop_at(monkeypatch, update, number=signal.SIGINT):
    """Send this process a signal in the middle of an update."""
    step, count = torch.optim.Adam.step, []

    def stepped(self, *args, **kwargs):
        count.append(1)
        if len(count) == update:
            signal.raise_signal(number)
        return step(self, *args, **kwargs)

    monkeypatch.setattr(torch.optim.Adam, "step", stepped)


@pytest.fixture
def answered():
    """SIGTERM and SIGHUP end a test as they end the command."""

    def end(number, frame):
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("options", [{}, {"model": "gru", "layers": 2}, {"level": "word", "steps": 5, "vocabulary": 9}])
@pytest.mark.parametrize("update", [1, 5, 9, 14])
def test_an_interrupted_run_goes_on_to_the_same_numbers(text, path, tmp_path, monkeypatch, capsys, options, update):
    monkeypatch.setattr(prepare, "LEAST", 100)
    monkeypatch.setattr(training, "ROUND", 4)  # an epoch has several
    train(text, tmp_path / "whole.safetensors", given=options)
    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stop_at(stopping, update)
        train(text, path, given=options)
    said = capsys.readouterr().err
    assert f"Stopped and saved; go on with: rnncourse train text {text} --to {path} --epochs 2 --resume" in said
    done = held(path)[1]
    torch.manual_seed(5)
    before = torch.get_rng_state()
    train(text, path, existing="resume", given=options)
    assert torch.equal(torch.get_rng_state(), before)
    assert held(path) == held(tmp_path / "whole.safetensors")
    assert done.epoch * 10 + done.batch == update or options
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_other_signals_save_as_well(text, path, monkeypatch, answered, number, status):
    with monkeypatch.context() as stopping, pytest.raises(SystemExit) as stopped:
        stop_at(stopping, 5, number)
        train(text, path)
    assert stopped.value.code == status and held(path)[1].batch == 5


def test_a_second_signal_ends_at_once(text, path, monkeypatch):
    step = torch.optim.Adam.step

    def stepped(self, *args, **kwargs):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return step(self, *args, **kwargs)

    monkeypatch.setattr(torch.optim.Adam, "step", stepped)
    with pytest.raises(KeyboardInterrupt):
        train(text, path)
    assert held(path)[1].batch == 0


def test_checkpoints_are_written_by_the_clock_and_the_one_before_is_kept(text, path, monkeypatch):
    saves, save = [], Run.save
    monkeypatch.setattr(Run, "save", lambda run, *a, **k: (saves.append(run.progress.batch), save(run, *a, **k)))
    train(text, path, every=1e-9, epochs=1)
    assert saves == [0, *range(1, 11), 0]
    assert Run.load(sealed.previous(path)).progress.batch == 10
    saves.clear()
    train(text, path, every=1000, epochs=1, existing="restart")
    assert saves == [0, 0]


def test_a_checkpoint_that_cannot_be_written_does_not_end_the_run_but_the_last_one_does(
    text, path, monkeypatch, capsys
):
    save = Run.save

    def fails(run, *args, **options):
        if run.progress.batch in (3, 4):
            raise OSError(28, "No space left on device")
        save(run, *args, **options)

    with monkeypatch.context() as full:
        full.setattr(Run, "save", fails)
        train(text, path, every=1e-9)
    assert capsys.readouterr().out.count("no checkpoint could be written (No space left on device)") == 4
    assert held(path)[1].epoch == 2
    monkeypatch.setattr(training._Loop, "save", lambda loop: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        train(text, path, existing="restart")


def test_minutes_end_it_and_more_go_on(text, path, monkeypatch, capsys):
    train(text, path, minutes=1e-9)
    assert held(path)[1].batch == 1 and "epoch  0.10" in capsys.readouterr().out
    train(text, path, minutes=10, existing="resume")
    assert held(path)[1].epoch == 2


def test_a_finished_run_is_given_more_epochs(text, path, tmp_path):
    train(text, path, epochs=1)
    train(text, path, epochs=3, existing="resume")
    train(text, tmp_path / "whole.safetensors", epochs=3)
    assert held(path) == held(tmp_path / "whole.safetensors")
    before = held(path)
    train(text, path, epochs=2, existing="resume")
    assert held(path) == before


def test_it_is_the_plain_loop_of_the_lessons(text, path, capsys):
    """The same updates as a list of batches in memory, a state that is carried and Adam give."""
    train(text, path, epochs=1, given={"dropout": 0.0})
    run = Run.load(path)
    ids = run.vocabulary.encode(CHAR.tokens(TEXT))
    parts = list(prepare.TextFile(text).parts(run.source["cut"]))
    ids = ids[: sum(len(piece) for part, piece in parts if part == 0)]
    torch.manual_seed(0)
    model = RecurrentLanguageModel(**run.model.options)
    optimizer, state = torch.optim.Adam(model.parameters(), 0.01), None
    for batch in text_batches(ids, 8, 40):
        optimizer.zero_grad()
        loss, state = model.loss_and_state(batch, state)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    for a, b in zip(model.parameters(), run.model.parameters(), strict=True):
        assert torch.equal(a, b)


def test_the_rate_is_halved_where_validation_stands_still_until_it_is_enough(text, path, monkeypatch, capsys):
    monkeypatch.setattr(training, "nats", lambda model, ids: 2.0)
    train(text, path, epochs=50)
    run = Run.load(path)
    assert [entry["rate"] for entry in run.progress.rounds] == [0.01, 0.01, 0.005, 0.0025, 0.00125, 0.000625]
    assert run.progress.epoch == 6


def test_the_model_to_write_with_is_the_best_and_the_run_goes_on_from_the_last(text, path, monkeypatch):
    values = iter([2.0, 1.0, 3.0])
    found = []

    def judged(model, ids):
        found.append({name: weight.detach().clone() for name, weight in model.named_parameters()})
        return next(values)

    monkeypatch.setattr(training, "nats", judged)
    train(text, path, epochs=3)
    saved, run = load_model(path), Run.load(path)
    assert all(torch.equal(found[1][name], weight) for name, weight in saved.model.named_parameters())
    assert all(torch.equal(found[2][name], weight) for name, weight in run.model.named_parameters())
    assert run.progress.best == 1.0


def test_a_loss_that_is_no_number_is_told(text, path, monkeypatch):
    monkeypatch.setattr(training, "nats", lambda model, ids: float("nan"))
    with pytest.raises(
        ValueError, match="validation: expected a finite number, got nan; begin anew with a lower --rate"
    ):
        train(text, path)

    def lost(model, batch, state):
        return torch.full((), torch.nan, requires_grad=True), None

    monkeypatch.setattr(RecurrentLanguageModel, "loss_and_state", lost)
    with pytest.raises(ValueError, match="loss: expected a finite number, got nan; begin anew with a lower --rate"):
        train(text, path, existing="restart")


def test_kneser_and_neys_model_is_judged_on_the_tokens_that_the_network_is_judged_on(text, path):
    train(text, path, epochs=1)
    run = Run.load(path)
    ids = prepare.open_ids(prepare.ids_path(path), run.source, run.vocabulary, "char")
    with contextlib.closing(ids):
        valid = training.judged(ids)
        side, _ = training.shape_of(len(valid))
        length = (len(valid) - 1) // side
        kneser_ney = NGramModel(5, "kneser-ney").fit(ids.read(0, 0, ids.sizes[0]), len(run.vocabulary))
        found = -kneser_ney.logprob(valid[1 : side * length + 1], context=valid[:1]).mean()
        assert run.baseline["nats"] == pytest.approx(found, abs=1e-12) and run.baseline["counted"] == ids.sizes[0]
        few = prepare.kneser_ney(ids, len(run.vocabulary), "char", 500)
        assert few["counted"] == 500 and few["nats"] > found
        assert prepare.kneser_ney(ids, len(run.vocabulary), "char", 0) == {}
    each = [
        -run.model.logprob(valid[s * length + 1 : (s + 1) * length + 1], valid[s * length : s * length + 1])
        for s in range(side)
    ]
    assert training.nats(run.model, valid) == pytest.approx(np.concatenate(each).mean(), abs=1e-5)


def test_the_pipe_and_the_thread_do_without_signals(text, path):
    import threading

    failed = []

    def act():
        try:
            train(text, path, epochs=1)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()
    assert not failed and held(path)[1].epoch == 1 and os.path.exists(path)
