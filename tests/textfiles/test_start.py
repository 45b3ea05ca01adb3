"""What `rnncourse train text` refuses, and what it says."""

import json

import numpy as np
import pytest
import torch

from rnncourse.models.saving import load_model
from rnncourse.textfiles import prepare
from rnncourse.textfiles.idfile import IdFile
from rnncourse.textfiles.run import Run
from rnncourse.textfiles.settings import Settings, chosen_settings, default_epochs
from rnncourse.training import tensors
from tests.textfiles.small import SMALL, TEXT, held, train


@pytest.fixture
def path(tmp_path):
    return tmp_path / "story.safetensors"


def test_it_says_what_it_found_and_what_it_does(text, path, capsys):
    train(text, path, epochs=1)
    said = capsys.readouterr().out
    n, size = len(TEXT), len(TEXT.encode())
    assert f"story.txt: {size:,} bytes of utf-8, {n:,} characters, a vocabulary of " in said
    assert "training: the first " in said and "the last tenth; all are looked at" in said
    assert "Kneser–Ney of order 5, counted on all of the training: validation perplexity " in said
    assert "LSTM, 1 × 6, " in said and "1 epochs of 10 updates; a checkpoint every 1000 s: " in said
    assert "epoch  1.00  training " in said and "(Kneser–Ney " in said and " tokens/s " in said
    train(text, path, epochs=1, baseline=1000, existing="restart", given={"level": "char"})
    assert "counted on the last 1,000 of the training's " in capsys.readouterr().out


def test_an_existing_checkpoint_is_never_replaced_without_being_told(text, path):
    train(text, path, epochs=1)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="--to: expected a new name, got .*--resume goes on .*--restart begins anew"):
        train(text, path)
    assert path.read_bytes() == before
    train(text, path, existing="restart", given={"seed": 1})
    assert held(path)[2].seed == 1 and held(path)[1].epoch == 2


def test_to_resume_what_was_never_begun_begins_it(text, path):
    train(text, path, epochs=1, existing="resume")
    assert held(path)[1].epoch == 1


def test_a_checkpoint_of_another_text_or_of_other_settings_is_refused(text, path, tmp_path):
    train(text, path, epochs=1)
    for name, value in {"level": "word", "hidden_size": 7, "model": "gru"}.items():
        had = {"level": "char", "hidden_size": 6, "model": "lstm"}[name]
        with pytest.raises(
            ValueError, match=f"--{name.replace('_', '-')}: expected {had}, .*got {value}; leave it out"
        ):
            train(text, path, existing="resume", given={name: value})
    other = tmp_path / "other.txt"
    for content in (TEXT + "more", TEXT.replace("Ada", "Eve")):
        other.write_text(content, encoding="utf-8")
        with pytest.raises(
            ValueError, match="other.txt: expected the text that story.safetensors was begun with, story.t"
        ):
            train(other, path, existing="resume")
    with pytest.raises(ValueError, match="was begun with"):
        train(text, path, existing="resume", encoding="latin-1")
    other.write_text(TEXT, encoding="utf-8")  # the same text elsewhere is the same text
    train(other, path, existing="resume")


def test_ids_that_are_lacking_or_damaged_are_made_anew(text, path, capsys):
    train(text, path, epochs=1)
    ids = prepare.ids_path(path)
    whole = ids.read_bytes()
    for damage in (whole[:-1], b"", None):
        ids.unlink() if damage is None else ids.write_bytes(damage)
        train(text, path, existing="resume")
        assert "story.ids is lacking or damaged, and is made anew" in capsys.readouterr().out
        assert ids.read_bytes() == whole


def test_two_trainings_do_not_share_a_checkpoint(text, path):
    train(text, path, epochs=1)
    with pytest.raises(ValueError, match="expected no other `rnncourse train` at work on it"):
        with open(path):
            ids = IdFile(prepare.ids_path(path))
            try:
                train(text, path, existing="resume")
            finally:
                with pytest.raises(ValueError, match="at work on it"):
                    train(text, path, existing="restart")
                ids.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "--epochs: expected"),
        ({"minutes": -1}, "--minutes: expected"),
        ({"every": 0}, "--every: expected"),
        ({"baseline": -1}, "--baseline: expected"),
        ({"given": {"hidden_size": 0}}, "--hidden-size: expected"),
        ({"given": {"layers": 17}}, "--layers: expected"),
        ({"given": {"dropout": 1.0}}, "--dropout: expected"),
        ({"given": {"rate": 1.5}}, "--rate: expected"),
        ({"given": {"rate": float("nan")}}, "--rate: expected"),
        ({"given": {"vocabulary": 1}}, "--vocabulary: expected"),
        ({"given": {"steps": 0}}, "--steps: expected"),
        ({"given": {"seed": -1}}, "--seed: expected"),
        ({"given": {"level": "syllable"}}, "--level: expected"),
        ({"given": {"hidden_size": 100_000}}, "embedding_size, hidden_size, layers: expected"),
        ({"given": {"batch_size": 500}}, "ids: expected at least 20001 ids"),
        ({"encoding": "klingon"}, "--encoding: expected"),
    ],
)
def test_options_out_of_their_range_are_named(text, path, options, message):
    with pytest.raises(ValueError, match=message):
        train(text, path, **options)


def test_where_nothing_can_be_written_is_told(text, tmp_path):
    for place in (tmp_path, tmp_path / "none" / "a.safetensors"):
        with pytest.raises(ValueError, match="--to: expected the name of a file in a folder that exists"):
            train(text, place)
    for place in (text, tmp_path / "a.ids"):
        with pytest.raises(ValueError, match="--to: expected a name that does not replace the text"):
            train(text, place)
    text.rename(tmp_path / "story.ids")
    with pytest.raises(ValueError, match="does not replace the text"):
        train(tmp_path / "story.ids", tmp_path / "story.safetensors")


@pytest.mark.parametrize("level", ["char", "word"])
def test_a_text_that_is_too_short_is_refused_and_leaves_nothing(tmp_path, level):
    (tmp_path / "a.txt").write_text("A short text. " * 20)
    with pytest.raises(ValueError, match="a.txt: expected at least 1,000 .* to train on and 100 to judge by, got"):
        train(tmp_path / "a.txt", tmp_path / "a.safetensors", given={"level": level})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_text_that_changes_while_it_is_read_is_told(text, path, monkeypatch):
    count = prepare.count

    def changed(*args, **options):
        found = count(*args, **options)
        text.write_text(TEXT.replace("Ada", "Eve"), encoding="utf-8")
        return found

    monkeypatch.setattr(prepare, "count", changed)
    with pytest.raises(ValueError, match="expected a text that stays as it is"):
        train(text, path)
    assert not path.exists()


def test_settings_follow_the_level_and_the_length():
    char, word = chosen_settings({}, 10**6), chosen_settings({"level": "word"}, 10**6)
    assert (char.embedding_size, char.tied, char.batch_size) == (64, False, 32)
    assert (word.embedding_size, word.tied, word.dropout) == (256, True, 0.3)
    assert chosen_settings({}, 50_000).batch_size == 3 and chosen_settings({}, 10).batch_size == 1
    assert chosen_settings({"batch_size": 7}, 50_000).batch_size == 7
    assert [default_epochs(n, "char") for n in (1, 10**6, 5 * 10**6, 2 * 10**8)] == [50, 25, 5, 1]
    assert default_epochs(10**6, "word") == 5


def test_a_text_without_a_space_or_a_second_sign_can_be_read(tmp_path):
    """Word lists, numbers, one endless line: strange texts, and texts."""
    rng = np.random.default_rng(0)
    rows = [f"{i},{a},{b:.2f}" for i, (a, b) in enumerate(zip(rng.integers(0, 9, 300), rng.random(300), strict=True))]
    for name, content in {"table.csv": "\n".join(rows), "line": "abc" * 2000, "signs": "é" * 3000}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        train(tmp_path / name, tmp_path / f"{name}.safetensors", epochs=1)
        assert load_model(tmp_path / f"{name}.safetensors").level == "char"


# What a forged checkpoint may not do.


def forged(path, change, **given):
    found, notes = tensors.read(path)
    change(notes["more"], found)
    tensors.write(path, found | given, notes, keep=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda more, found: more.pop("settings"),
        lambda more, found: more["settings"].update(hidden_size=7),
        lambda more, found: more["settings"].update(batch_size=10**9),
        lambda more, found: more["settings"].update(level="word"),
        lambda more, found: more["settings"].update(other=1),
        lambda more, found: more["progress"].update(epoch=-1),
        lambda more, found: more["progress"].update(batch=1.5),
        lambda more, found: more["progress"].update(rate="fast"),
        lambda more, found: more["progress"].update(rounds=[1]),
        lambda more, found: more.update(source=None),
        lambda more, found: more["source"].pop("size"),
        lambda more, found: more["source"].update(cut="x"),
        lambda more, found: more["baseline"].update(perplexity="good"),
        lambda more, found: found.pop("run.random"),
        lambda more, found: found.update({"run.random": torch.zeros(3)}),
        lambda more, found: found.pop("run.exp_avg.output.bias"),
        lambda more, found: found.pop("run.weight.output.bias"),
        lambda more, found: found.update({"run.step.output.bias": torch.zeros(2)}),
        lambda more, found: found.update({"run.exp_avg.output.bias": torch.full((99,), torch.inf)}),
        lambda more, found: found.update({"run.state.0": torch.zeros(2, 2)}),
        lambda more, found: found.pop("run.state.1"),
    ],
)
def test_a_forged_run_is_refused_with_its_name(text, path, change):
    train(text, path, minutes=1e-9)
    forged(path, change)
    with pytest.raises(ValueError, match="story.safetensors: expected a run that can go on, got"):
        train(text, path, existing="resume")


def test_a_batch_behind_the_last_one_is_the_end_of_the_epoch(text, path):
    train(text, path, minutes=1e-9)
    forged(path, lambda more, found: more["progress"].update(batch=10**9))
    train(text, path, existing="resume")
    assert held(path)[1].epoch == 2


def test_a_model_without_a_run_can_write_and_not_go_on(text, path):
    train(text, path, epochs=1)
    forged(path, lambda more, found: more.clear())
    with pytest.raises(ValueError, match="it can write, and --restart trains anew"):
        train(text, path, existing="resume")
    assert load_model(path).level == "char"


def test_settings_come_back_from_json():
    made = chosen_settings(SMALL, 1000)
    assert Settings(**json.loads(json.dumps(vars(made)))) == made
    assert Run(made, load_vocabulary(), {}, {}).settings == made


def load_vocabulary():
    from rnncourse.text import Vocabulary

    return Vocabulary(["<unk>", "a"], unknown="<unk>")
