"""Attention equals torch and autograd, stands finite differences, and looks nowhere it must not."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import AdditiveAttention, DotProductAttention, GeneralAttention, check_gradient, lengths_mask

LAYERS = ["additive", "general", "dot", "scaled"]
SHAPES = [(1, 1, 1, 1, 1, 1), (3, 5, 2, 4, 4, 6), (6, 1, 3, 2, 2, 1), (1, 7, 4, 5, 5, 3), (4, 4, 1, 1, 1, 2)]
MASKS = ["none", "lengths", "each query its own"]


def make(layer, T=3, S=5, B=4, Q=3, K=3, V=2, mask="none", seed=0):
    rng = np.random.default_rng(seed)
    options = dict(rng=rng, dtype=np.float64)
    layer = {
        "additive": lambda: AdditiveAttention(Q, K, 6, **options),
        "general": lambda: GeneralAttention(Q, K, **options),
        "dot": lambda: DotProductAttention(Q, dtype=np.float64),
        "scaled": lambda: DotProductAttention(Q, scaled=True, dtype=np.float64),
    }[layer]()
    query, keys, values = (rng.standard_normal(s) for s in [(T, B, Q), (S, B, K), (S, B, V)])
    dcontext, dweights = rng.standard_normal((T, B, V)), rng.standard_normal((T, B, S))
    if mask == "none":
        mask = None
    elif mask == "lengths":
        mask = lengths_mask(rng.integers(1, S + 1, B), S)
    else:
        mask = rng.random((T, B, S)) < 0.5
        mask[..., rng.integers(S)] = True
    return layer, (query, keys, values), mask, dcontext, dweights


def torch_score(layer, query, keys):
    """e (T, B, S), a term for each pair, written as the definition has it."""
    p = {name: torch.tensor(w, requires_grad=True) for name, w in layer.params.items()}
    if isinstance(layer, AdditiveAttention):
        asked = torch.einsum("tbq,hq->tbh", query, p["W_q"])[:, None]
        offered = torch.einsum("sbk,hk->sbh", keys, p["W_k"])[None]
        return torch.einsum("tsbh,h->tbs", torch.tanh(asked + offered), p["v"]), p
    if isinstance(layer, GeneralAttention):
        return torch.einsum("tbq,qk,sbk->tbs", query, p["W"], keys), p
    e = torch.einsum("tbq,sbq->tbs", query, keys)
    return (e / query.shape[-1] ** 0.5 if layer.scaled else e), p


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("T", "S", "B", "Q", "K", "V"), SHAPES)
@pytest.mark.parametrize("name", LAYERS)
def test_attention_equals_autograd(name, T, S, B, Q, K, V, mask):
    K = K + 1 if name in ("additive", "general") else K  # only these compare vectors of two sizes
    layer, inputs, mask, dcontext, dweights = make(name, T, S, B, Q, K, V, mask)
    context, weights, cache = layer.forward(*inputs, mask)
    *gradients, grads = layer.backward(cache, dcontext, dweights)

    tensors = [torch.tensor(a, requires_grad=True) for a in inputs]
    e, params = torch_score(layer, *tensors[:2])
    if mask is not None:
        e = e.masked_fill(~torch.tensor(mask), -torch.inf)
    a = e.softmax(-1)
    c = torch.einsum("tbs,sbv->tbv", a, tensors[2])
    ((c * torch.tensor(dcontext)).sum() + (a * torch.tensor(dweights)).sum()).backward()
    pairs = [(context, c.detach()), (weights, a.detach())]
    pairs += [(g, t.grad) for g, t in zip(gradients, tensors, strict=True)]
    pairs += [(grads[key], p.grad) for key, p in params.items()]
    assert grads.keys() == layer.params.keys()
    for got, want in pairs:
        np.testing.assert_allclose(got, want.numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("T", "S", "B", "Q", "K", "V"), SHAPES)
def test_scaled_dot_product_equals_torch(T, S, B, Q, K, V, mask):
    layer, inputs, mask, dcontext, _ = make("scaled", T, S, B, Q, K, V, mask)
    context, _, cache = layer.forward(*inputs, mask)
    tensors = [torch.tensor(a.transpose(1, 0, 2), requires_grad=True) for a in inputs]
    m = None
    if mask is not None:
        m = torch.tensor(mask[:, None] if mask.ndim == 2 else mask.transpose(1, 0, 2))
    want = torch.nn.functional.scaled_dot_product_attention(*tensors, attn_mask=m)
    want.backward(torch.tensor(dcontext.transpose(1, 0, 2)))
    np.testing.assert_allclose(context, want.detach().numpy().transpose(1, 0, 2), rtol=0, atol=1e-10)
    for got, tensor in zip(layer.backward(cache, dcontext)[:3], tensors, strict=True):
        np.testing.assert_allclose(got, tensor.grad.numpy().transpose(1, 0, 2), rtol=0, atol=1e-10)


@pytest.mark.parametrize("with_dweights", [True, False])
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("name", LAYERS)
def test_attention_stands_finite_differences(name, mask, with_dweights):
    layer, inputs, mask, dcontext, dweights = make(name, mask=mask)
    named = dict(zip(["query", "keys", "values"], inputs, strict=True))

    def loss():
        context, weights, _ = layer.forward(*inputs, mask)
        return float((context * dcontext).sum() + with_dweights * (weights * dweights).sum())

    *gradients, grads = layer.backward(layer.forward(*inputs, mask)[2], dcontext, dweights if with_dweights else None)
    errors = check_gradient(loss, layer.params | named, grads | dict(zip(named, gradients, strict=True)))
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_weights_sum_to_one_where_the_mask_allows_and_are_exactly_zero_elsewhere(data):
    name, mask, seed = (data.draw(st.sampled_from(o)) for o in (LAYERS, MASKS, range(50)))
    T, S, B = (data.draw(st.integers(1, 6)) for _ in range(3))
    layer, inputs, mask, _, _ = make(name, T, S, B, mask=mask, seed=seed)
    _, weights, _ = layer.forward(*inputs, mask)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-12)
    assert (weights >= 0).all()
    if mask is not None:
        assert (weights[~np.broadcast_to(mask, weights.shape)] == 0).all()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_padding_changes_nothing_and_permutations_permute(data):
    name, seed = data.draw(st.sampled_from(LAYERS)), data.draw(st.integers(0, 50))
    layer, (query, keys, values), mask, dcontext, _ = make(name, mask="lengths", seed=seed)
    context, _, cache = layer.forward(query, keys, values, mask)
    gradients = layer.backward(cache, dcontext)

    # What the mask hides may be anything, and no gradient reaches it.
    hidden = ~mask.T[..., None]
    other = layer.forward(query, np.where(hidden, 9.0, keys), np.where(hidden, -9.0, values), mask)
    np.testing.assert_allclose(other[0], context, atol=1e-12)
    assert not (gradients[1] * hidden).any() and not (gradients[2] * hidden).any()
    # A cut to the length equals a mask.
    n = int(mask[0].sum())
    cut = layer.forward(query[:, :1], keys[:n, :1], values[:n, :1])
    np.testing.assert_allclose(cut[0], context[:, :1], atol=1e-12)
    # Positions and sequences have no order of their own.
    S, B = (list(data.draw(st.permutations(range(n)))) for n in (len(keys), query.shape[1]))
    moved = layer.forward(query[:, B], keys[S][:, B], values[S][:, B], mask[B][:, S])
    np.testing.assert_allclose(moved[0], context[:, B], atol=1e-12)


def test_a_key_that_fits_much_better_gets_all_the_weight_without_overflow():
    layer = DotProductAttention(2, dtype=np.float64)
    keys = np.array([[1.0, 0], [0, 1], [-1, 0]])[:, None]
    context, weights, _ = layer.forward(np.array([[[3e4, 0.0]]]), keys, keys)
    assert weights[0, 0].tolist() == [1, 0, 0] and context[0, 0].tolist() == [1, 0]


def test_scaling_divides_the_scores_by_the_root_of_the_size():
    query, keys = np.full((1, 1, 16), 0.5), np.zeros((2, 1, 16))
    keys[0] = 1
    weights = [
        DotProductAttention(16, **options, dtype=np.float64).forward(query, keys, keys)[1][0, 0]
        for options in ({}, {"scaled": False}, {"scaled": True})
    ]
    np.testing.assert_allclose(np.log([w[0] / w[1] for w in weights]), [8, 8, 2])


def test_lengths_mask_is_true_at_the_first_positions():
    assert lengths_mask([2, 4, 0], 4).tolist() == [[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]
    assert lengths_mask([1], 1).dtype == bool
    with pytest.raises(ValueError, match="lengths: expected 0 to S = 4 .*, got 5"):
        lengths_mask([5], 4)
    with pytest.raises(ValueError, match="S: expected a whole number > 0, got 0"):
        lengths_mask([0], 0)


@pytest.mark.parametrize("T", [1, 3])
@pytest.mark.parametrize("B", [1, 4])
@pytest.mark.parametrize("name", LAYERS)
def test_nothing_handed_out_is_a_view_of_the_cache(name, T, B):
    layer, inputs, _, dcontext, dweights = make(name, T=T, B=B)
    context, weights, cache = layer.forward(*inputs)
    before = [layer.backward(cache, dcontext, dweights) for _ in range(2)][0]
    kept = [*(a.copy() for a in before[:3]), {k: g.copy() for k, g in before[3].items()}]
    context *= 0
    weights *= 0
    for d in [*before[:3], *before[3].values()]:
        d *= 0
    np.testing.assert_equal(list(layer.backward(cache, dcontext, dweights)), kept)


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_hides_on_the_layer_and_float32_stays_float32(name):
    layer, inputs, mask, dcontext, dweights = make(name, mask="lengths")
    before = dict(vars(layer))
    first = layer.forward(*inputs, mask)
    kept, grad = first[0].copy(), layer.backward(first[2], dcontext)[0].copy()
    layer.backward(layer.forward(*(2 * a for a in inputs), mask)[2], dcontext, dweights)
    np.testing.assert_array_equal(first[0], kept)
    np.testing.assert_array_equal(layer.backward(first[2], dcontext)[0], grad)
    assert vars(layer).keys() == before.keys()

    rng, f = np.random.default_rng(0), np.float32
    single = {
        "additive": lambda: AdditiveAttention(3, 3, 6, rng=rng),
        "general": lambda: GeneralAttention(3, 3, rng=rng),
        "dot": lambda: DotProductAttention(3),
        "scaled": lambda: DotProductAttention(3, scaled=True),
    }[name]()
    context, weights, cache = single.forward(*(a.astype(f) for a in inputs), mask)
    *gradients, grads = single.backward(cache, dcontext.astype(f), dweights.astype(f))
    assert {a.dtype for a in [context, weights, *gradients, *grads.values(), *single.params.values()]} == {np.dtype(f)}


def test_the_first_weights_fill_the_interval_of_their_inputs():
    rng = np.random.default_rng(0)
    additive, general = AdditiveAttention(4, 9, 25, rng=rng), GeneralAttention(30, 16, rng=rng)
    pairs = [
        (additive.params["W_q"], 4),
        (additive.params["W_k"], 9),
        (additive.params["v"], 25),
        (general.params["W"], 16),
    ]
    for weights, inputs in pairs:
        assert 0.9 < np.abs(weights).max() * inputs**0.5 <= 1
        assert weights.min() < 0 < weights.max()


def bad_inputs():
    query, keys, values = np.ones((2, 3, 4)), np.ones((5, 3, 6)), np.ones((5, 3, 7))
    fine = dict(query=query, keys=keys, values=values)
    nan = keys.copy()
    nan[2, 1, 0] = np.nan
    nowhere = lengths_mask([5, 0, 2], 5)
    one = np.ones((2, 3, 5), bool)
    one[1, 2] = False
    yield "query size", fine | dict(query=keys), r"query: expected \(T, B, 4\), got \(5, 3, 6\)"
    yield "T = 0", fine | dict(query=query[:0]), r"query: expected \(T, B, 4\), got \(0, 3, 4\); T"
    yield "one query", fine | dict(query=query[0]), r"query: expected \(T, B, 4\), got \(3, 4\)"
    yield "keys' batch", fine | dict(keys=keys[:, :2]), r"keys: expected \(S, 3, 6\), got \(5, 2, 6\)"
    yield "S = 0", fine | dict(keys=keys[:0], values=values[:0]), r"keys: expected \(S, 3, 6\), got \(0, 3, 6\); S"
    yield "values' length", fine | dict(values=values[:4]), r"values: expected \(5, 3, Dv\), got \(4, 3, 7\)"
    yield "dtype", fine | dict(values=values.astype(np.float32)), "values: expected .*float64, got dtype float32"
    yield "NaN", fine | dict(keys=nan), r"keys: expected finite numbers, got nan at index \(2, 1, 0\)"
    yield "mask of numbers", fine | dict(mask=np.ones((3, 5))), "mask: .*booleans.* got dtype float64; lengths_mask"
    yield "lengths as mask", fine | dict(mask=[5, 5, 5]), "mask: .*booleans.* got list; lengths_mask"
    yield "time-major", fine | dict(mask=np.ones((5, 3), bool)), r"mask: .*\(3, 5\) or \(2, 3, 5\), got \(5, 3\)"
    yield "nowhere to look", fine | dict(mask=nowhere), "mask: .*one position.* none for sequence 1; drop"
    yield "one query lost", fine | dict(mask=one), "mask: .* got none for query 1 of sequence 2; drop"


@pytest.mark.parametrize(("call", "message"), [pytest.param(c, m, id=name) for name, c, m in bad_inputs()])
def test_forward_refuses(call, message):
    layer = AdditiveAttention(4, 6, 8, rng=np.random.default_rng(0), dtype=np.float64)
    with pytest.raises(ValueError, match=message):
        layer.forward(**call)


def test_backward_refuses_a_gradient_of_another_shape():
    layer, inputs, _, dcontext, dweights = make("dot")
    cache = layer.forward(*inputs)[2]
    with pytest.raises(ValueError, match=r"dcontext: expected \(3, 4, 2\), got \(3, 4, 5\)"):
        layer.backward(cache, dweights)
    with pytest.raises(ValueError, match=r"dweights: expected \(3, 4, 5\), got \(3, 4, 2\)"):
        layer.backward(cache, dcontext, dcontext)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda rng: AdditiveAttention(0, 1, 1, rng=rng), "query_size: expected a whole number > 0, got 0"),
        (lambda rng: AdditiveAttention(1, 1, 0, rng=rng), "hidden_size: expected a whole number > 0, got 0"),
        (lambda rng: GeneralAttention(1, 1.5, rng=rng), "key_size: expected a whole number > 0, got 1.5"),
        (lambda rng: DotProductAttention(2, dtype=int), "dtype: expected float32 or float64, got int64"),
    ],
)
def test_a_layer_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make(np.random.default_rng(0))
