"""A saved model comes back as it was; a damaged or forged file is refused, and none of them runs anything."""

import json
import pickle

import numpy as np
import pytest
import safetensors.torch
import torch

from rnncourse.models import RecurrentLanguageModel
from rnncourse.models.saving import load_model, save_model
from rnncourse.text import Vocabulary
from rnncourse.training import sealed, tensors

VOCABULARY = Vocabulary(["<unk>", "a", "b", '"', "é"], unknown="<unk>")
OPTIONS = {"vocab_size": 5, "embedding_size": 4, "hidden_size": 4}


def model(**options):
    torch.manual_seed(0)
    return RecurrentLanguageModel(**OPTIONS | options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.safetensors"


@pytest.mark.parametrize("layer", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("options", [{}, {"tied": True, "layers": 2, "dropout": 0.5}])
def test_it_comes_back_as_it_was(path, layer, options):
    made = model(layer=layer, **options)
    save_model(path, made, VOCABULARY, "char", more={"a": [1.5, None, "ü"]}, tensors={"x": torch.arange(3)})
    before = torch.get_rng_state()
    saved = load_model(path)
    assert torch.equal(torch.get_rng_state(), before)
    ids = np.array([1, 2, 3, 4, 0, 1])
    np.testing.assert_array_equal(saved.model.logprob(ids), made.logprob(ids))
    assert saved.model.options == made.options and not saved.model.training
    assert (saved.model.output.weight is saved.model.embedding.weight) == made.options["tied"]
    assert saved.vocabulary.tokens == VOCABULARY.tokens and saved.vocabulary.unknown == 0
    assert saved.level == "char" and saved.more == {"a": [1.5, None, "ü"]} and saved.tensors["x"].tolist() == [0, 1, 2]


def test_any_program_that_knows_the_format_reads_it(path):
    made = model()
    save_model(path, made, VOCABULARY, "char")
    found = safetensors.torch.load_file(path)
    assert {name.removeprefix("model.") for name in found} == dict(made.named_parameters()).keys()


def test_no_bit_changes_unseen_and_no_byte_is_missed(path):
    tensors.write(path, {"a": torch.ones(2)}, {"b": '"sha256":"' + "0" * 64 + '"'}, keep=False)
    whole = path.read_bytes()
    for i in range(len(whole)):
        for content in (whole[:i], whole[:i] + bytes([whole[i] ^ 1 << i % 8]) + whole[i + 1 :]):
            path.write_bytes(content)
            with pytest.raises(sealed.NotWhole):
                tensors.read(path)
    path.write_bytes(whole + b"x")
    with pytest.raises(sealed.NotWhole, match="damaged"):
        tensors.read(path)


@pytest.mark.parametrize("damage", [lambda whole: whole[:-100], lambda whole: whole[:700] + b"?" + whole[701:], bytes])
def test_a_damaged_file_is_refused_with_the_name_of_the_one_before(path, damage):
    for n in range(2):
        save_model(path, model(), VOCABULARY, "char", more=n, keep=True)
    content = damage(path.read_bytes()) if damage is not bytes else b""
    path.write_bytes(content)
    with pytest.raises(ValueError, match="; the one before it is whole: rename a.safetensors.previous to a.safeten"):
        load_model(path)
    assert load_model(sealed.previous(path)).more == 0
    sealed.previous(path).write_bytes(content)
    with pytest.raises(ValueError, match="a.safetensors: expected a language model .*; train it anew"):
        load_model(path)


class Bomb:
    def __init__(self, where):
        self.where = where

    def __reduce__(self):
        return (open, (self.where, "w"))


def test_what_is_something_else_is_refused_and_not_run(path, tmp_path):
    target = tmp_path / "exploded"
    torch.save({"model": Bomb(str(target))}, path.with_name("bomb.pt"))
    contents = [pickle.dumps(Bomb(str(target))), path.with_name("bomb.pt").read_bytes(), b"{}", b"x" * 1000]
    contents.append(safetensors.torch.save({"a": torch.ones(2)}))
    for content in contents:
        path.write_bytes(content)
        with pytest.raises(ValueError, match="a.safetensors: expected a language model that rnncourse saved, got"):
            load_model(path)
    assert not target.exists()
    for other in (tmp_path, tmp_path / "none", tmp_path / "a\0", "/dev/zero"):
        with pytest.raises(ValueError, match="expected a language model"):
            load_model(other)


def forged(path, change, **weights):
    """A file whose checksum fits and whose content was changed."""
    save_model(path, model(), VOCABULARY, "char")
    found, notes = tensors.read(path)
    change(notes)
    tensors.write(path, found | weights, notes, keep=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda notes: notes.update(format="other"),
        lambda notes: notes.update(level="syllable"),
        lambda notes: notes.pop("more"),
        lambda notes: notes["options"].update(layers=4000, hidden_size=4000),
        lambda notes: notes["options"].update(hidden_size=3000),
        lambda notes: notes["options"].update(hidden_size="4"),
        lambda notes: notes["options"].update(layers=[]),
        lambda notes: notes["options"].update(vocab_size=6),
        lambda notes: notes["options"].update(layer="transformer"),
        lambda notes: notes["options"].update(__class__="os.system"),
        lambda notes: notes.update(options=None),
        lambda notes: notes["vocabulary"]["tokens"].append("a"),
        lambda notes: notes["vocabulary"].update(tokens=[1, 2, 3, 4, 5]),
        lambda notes: notes["vocabulary"].update(tokens={}),
        lambda notes: notes["vocabulary"].update(special={"self": "a"}),
        lambda notes: notes["vocabulary"].update(special={"unknown": "z"}),
        lambda notes: notes.update(vocabulary=None),
    ],
)
def test_a_forged_file_is_refused_at_the_door(path, change):
    forged(path, change)
    with pytest.raises(ValueError, match="a.safetensors: expected a language model .* one whose parts do not fit"):
        load_model(path)


@pytest.mark.parametrize(
    "weights",
    [
        {"model.more": torch.ones(2)},
        {"model.output.bias": torch.ones(6)},
        {"model.output.bias": torch.ones(5, dtype=torch.float64)},
        {"model.output.bias": torch.full((5,), torch.nan)},
    ],
)
def test_other_weights_are_refused(path, weights):
    forged(path, lambda notes: None, **weights)
    with pytest.raises(ValueError, match="one whose parts do not fit"):
        load_model(path)


@pytest.mark.parametrize("notes", ["[" * 100_000, "{", '{"a": NaN}', '{"a": 1e999}'])
def test_notes_that_are_no_json_are_refused(path, monkeypatch, notes):
    monkeypatch.setattr(json, "dumps", lambda *_, **__: notes)
    tensors.write(path, {"a": torch.ones(1)}, None, keep=False)
    with pytest.raises(sealed.NotWhole, match="something else"):
        tensors.read(path)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda p: save_model(p, torch.nn.Linear(1, 1), VOCABULARY, "char"),
            "model: expected a RecurrentLanguageModel",
        ),
        (lambda p: save_model(p, model(), ["a"], "char"), "vocabulary: expected a Vocabulary"),
        (lambda p: save_model(p, model(), VOCABULARY, "text"), "level: expected one of char, word"),
        (lambda p: save_model(p, model(), Vocabulary("ab"), "char"), "vocabulary: expected 5 tokens, .*got 2"),
        (
            lambda p: save_model(p, model(), VOCABULARY, "char", tensors={"model.x": torch.ones(1)}),
            "tensors: expected names that do not begin with 'model.'",
        ),
        (lambda p: load_model(3), "path: expected the path of a file, got int"),
    ],
)
def test_what_is_wrong_is_named(path, call, message):
    with pytest.raises(ValueError, match=message):
        call(path)
    assert not path.exists()
