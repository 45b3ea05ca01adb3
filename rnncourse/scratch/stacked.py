"""Layers on top of each other, with dropout between them."""


class Stacked:
    """Several recurrent layers, each reading what the one below writes.

    Parameters
    ----------
    layers : list of layers of any kind, each with the input_size that the one below has as hidden_size
    dropout : share of the numbers between two layers that training sets to zero (Zaremba et al. 2014); never within
        a layer from step to step

    `params` are those of all layers, with the suffix _l0, _l1, …; the state is a tuple of the layers' states.
    """

    def __init__(self, layers, *, dropout=0.0):
        if not layers:
            raise ValueError("layers: expected at least one, got none")
        for below, above in zip(layers, layers[1:], strict=False):
            if above.input_size != below.hidden_size:
                raise ValueError(
                    f"layers: expected an input_size of {below.hidden_size} above a layer that writes so many, "
                    f"got {above.input_size}"
                )
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout: expected a share from 0 up to (not including) 1, got {dropout!r}")
        self.layers, self.dropout = list(layers), dropout
        self.input_size, self.hidden_size = layers[0].input_size, layers[-1].hidden_size
        self.dtype = layers[0].dtype

    @property
    def params(self):
        return {f"{name}_l{k}": a for k, layer in enumerate(self.layers) for name, a in layer.params.items()}

    def initial_state(self, batch_size):
        """The states before anything was read, a tuple with one for each layer."""
        return tuple(layer.initial_state(batch_size) for layer in self.layers)

    def forward(self, x, state=None, lengths=None, *, rng=None):
        """x (T, B, D) -> y (T, B, H of the last layer), tuple of states, cache.

        rng : np.random.Generator for dropout in training; None (evaluation) drops nothing. What is kept is scaled by
        1 / (1 - dropout), so that evaluation needs no scaling.
        """
        states, caches, masks = [], [], []
        for k, layer in enumerate(self.layers):
            if k and self.dropout and rng is not None:
                kept = rng.random(x.shape) >= self.dropout
                masks.append(kept.astype(self.dtype) / self.dtype.type(1 - self.dropout))
                x = x * masks[-1]
            else:
                masks.append(None)
            x, after, cache = layer.forward(x, None if state is None else state[k], lengths)
            states.append(after)
            caches.append(cache)
        return x, tuple(states), (caches, masks)

    def backward(self, cache, dy, dstate=None):
        """dy (T, B, H) or None, dstate a tuple or None -> dx (T, B, D), tuple of dstates, grads."""
        dstates, grads = [], {}
        for k in reversed(range(len(self.layers))):
            caches, masks = cache
            dy, before, own = self.layers[k].backward(caches[k], dy, None if dstate is None else dstate[k])
            if masks[k] is not None:
                dy = dy * masks[k]
            dstates.insert(0, before)
            grads |= {f"{name}_l{k}": g for name, g in own.items()}
        return dy, tuple(dstates), grads
