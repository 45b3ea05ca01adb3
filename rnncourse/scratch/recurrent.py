"""What the recurrent layers share: their checks at the door, the ends of sequences, and the way to PyTorch and back."""

import numpy as np

from rnncourse.shapes import check_float, check_lengths, check_positive, check_shape


class RecurrentLayer:
    """A layer with one direction: input_size D, hidden_size H, dtype, and `params` named W_xh, W_hh and biases."""

    torch_name = None  # the class in torch.nn

    def __init__(self, input_size, hidden_size, dtype):
        check_positive("input_size", input_size, integer=True)
        check_positive("hidden_size", hidden_size, integer=True)
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype: expected float32 or float64, got {np.dtype(dtype)}")
        self.input_size, self.hidden_size, self.dtype = input_size, hidden_size, np.dtype(dtype)

    def torch_options(self):
        """What PyTorch's constructor has to be told besides the sizes."""
        return {}

    @classmethod
    def from_torch(cls, module):
        """The same layer as a one-layer, one-direction module of torch.nn: same weights, same numbers.

        PyTorch keeps two biases; where this layer has one, it is their sum.
        """
        if type(module).__name__ != cls.torch_name:
            raise ValueError(f"module: expected a torch.nn.{cls.torch_name}, got {type(module).__name__}")
        if module.num_layers != 1 or module.bidirectional:
            raise ValueError("module: expected one layer and one direction; use Stacked or Bidirectional for more")
        weights = {name: p.detach().numpy() for name, p in module.named_parameters()}
        dtype = weights["weight_hh_l0"].dtype
        options = {"nonlinearity": module.nonlinearity} if cls.torch_name == "RNN" else {}
        layer = cls(module.input_size, module.hidden_size, rng=np.random.default_rng(0), dtype=dtype, **options)
        layer.params["W_xh"][...] = weights["weight_ih_l0"]
        layer.params["W_hh"][...] = weights["weight_hh_l0"]
        biases = [weights["bias_ih_l0"], weights["bias_hh_l0"]] if module.bias else [0, 0]
        if "b_h" in layer.params:
            layer.params["b_h"][...] = biases[0] + biases[1]
        else:
            layer.params["b_xh"][...], layer.params["b_hh"][...] = biases
        return layer

    def to_torch(self):
        """A module of torch.nn with these weights; where this layer has one bias, the second of PyTorch's is zero."""
        import torch

        make = getattr(torch.nn, self.torch_name)
        module = make(self.input_size, self.hidden_size, dtype=getattr(torch, self.dtype.name), **self.torch_options())
        own = self.params
        pairs = {"weight_ih_l0": own["W_xh"], "weight_hh_l0": own["W_hh"]}
        pairs["bias_ih_l0"] = own["b_h"] if "b_h" in own else own["b_xh"]
        pairs["bias_hh_l0"] = np.zeros_like(own["b_h"]) if "b_h" in own else own["b_hh"]
        with torch.no_grad():
            for name, array in pairs.items():
                getattr(module, name).copy_(torch.from_numpy(array))
        return module


def checked_state(name, state, shape, dtype):
    """`state` if it has this shape and dtype, zeros if it is None; ValueError otherwise."""
    if state is None:
        return np.zeros(shape, dtype)
    check_shape(name, state, shape)
    check_float(name, state, dtype)
    return state


def past_the_end(lengths, T, B):
    """Where a sequence has ended: (T, B) booleans, or None if every sequence fills all T steps."""
    if lengths is None:
        return None
    lengths = check_lengths(lengths, T, B)
    if (lengths == T).all():
        return None
    return np.arange(T)[:, None] >= lengths
