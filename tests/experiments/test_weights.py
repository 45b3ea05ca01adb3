"""Weights are read as they were written, without running code; a damaged or foreign file is refused."""

import numpy as np
import pytest
import torch

from rnncourse.experiments.fingerprint import fingerprint
from rnncourse.experiments.study import MODULES, load_study
from rnncourse.experiments.weights import load_tensors, save_tensors, tensors_of, weights_path, with_weights

SHIPPED = [name for name in MODULES if load_study(name).weights is not None]


def small():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))


@pytest.fixture
def written(tmp_path):
    model = small()
    return model, save_tensors(weights_path("small", tmp_path), tensors_of(model), {"made by": "a test"})


def test_a_model_comes_back_with_half_precision(written, tmp_path):
    model, _ = written
    again = with_weights(small(), "small", tmp_path)
    assert not again.training
    for name, tensor in model.state_dict().items():
        assert (
            torch.allclose(again.state_dict()[name], tensor, rtol=1e-3)
            and again.state_dict()[name].dtype == tensor.dtype
        )


def test_it_is_the_format_of_safetensors(written):
    _, path = written
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    assert content[8:9] == b"{" and content[8 + size - 1 : 8 + size] in (b"}", b" ") and size % 8 == 0
    tensors, texts = load_tensors(path)
    assert texts == {"made by": "a test"} and tensors["0.weight"].dtype == np.float16


@pytest.mark.parametrize("cut", [0, 4, 20, -1])
def test_a_damaged_file_is_refused(written, cut):
    _, path = written
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError, match="expected the weights of a model, got something else; make them with"):
        load_tensors(path)


def test_what_is_missing_or_of_another_model_is_named(written, tmp_path):
    with pytest.raises(ValueError, match="got No such file"):
        with_weights(small(), "other", tmp_path)
    with pytest.raises(ValueError, match=r"expected 0.weight of shape \(4, 3\), as this model has it, got \(2, 3\)"):
        with_weights(torch.nn.Sequential(torch.nn.Linear(3, 4)), "small", tmp_path)
    with pytest.raises(ValueError, match="expected float16, float32 or int64, got float64"):
        save_tensors(tmp_path / "x", {"a": np.zeros(1)}, {})


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_small_and_of_the_experiment_as_it_stands(name):
    _, texts = load_tensors(weights_path(name))
    assert texts == {"fingerprint": fingerprint(load_study(name).module), "made by": f"rnncourse study {name}"}


def test_tied_weights_are_kept_once_and_tied_again(tmp_path):
    def tied(seed):
        torch.manual_seed(seed)
        model = torch.nn.ModuleDict({"read": torch.nn.Embedding(5, 3), "score": torch.nn.Linear(3, 5)})
        model["score"].weight = model["read"].weight
        return model

    model = tied(0)
    tensors = tensors_of(model)
    assert set(tensors) == {"read.weight", "score.bias"}
    save_tensors(weights_path("tied", tmp_path), tensors, {})
    again = with_weights(tied(1), "tied", tmp_path)
    assert again["score"].weight is again["read"].weight
    assert torch.allclose(again["score"].weight, model["read"].weight, rtol=1e-3)
    assert torch.allclose(again["score"].bias, model["score"].bias, rtol=1e-3)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_is_a_few_hundred_kilobytes(name):
    assert weights_path(name).stat().st_size < 600_000
