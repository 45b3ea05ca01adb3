"""Things to move: widgets that redraw a measured thing while a slider moves.

Each explorer is a thin shell around a plain function that draws one view, so that the view can be tested and used
without a widget.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from rnncourse.decoding import distribution
from rnncourse.diagrams.attending import WEIGHT
from rnncourse.diagrams.cells import GATES, ROAD
from rnncourse.plots import alignment as alignment_picture


def sampling_view(logits, tokens, *, temperature=1.0, top_k=None, top_p=None, most=20, ax=None):
    """The likeliest next tokens as bars: grey what the network says, green what is left to draw from.

    logits (V,); tokens: the V symbols; the `most` likeliest are shown. Returns the Axes.
    """
    if len(logits) != len(tokens):
        raise ValueError(f"tokens: expected one for each of the {len(logits)} logits, got {len(tokens)}")
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 2.8), dpi=100, layout="constrained")
    plain = distribution(logits)
    shaped = distribution(logits, temperature=temperature, top_k=top_k, top_p=top_p)
    order = np.argsort(-plain, kind="stable")[:most]
    place = np.arange(len(order))
    ax.bar(place, plain[order], width=0.8, color="#d9d9d9", label="the network's probabilities")
    ax.bar(place, shaped[order], width=0.45, color="#2e8b57", label="drawn from")
    ax.set_xticks(place, [repr(tokens[i])[1:-1] if tokens[i] != " " else "␣" for i in order])
    ax.set_ylabel("probability")
    cuts = "".join(f", {name} = {cut}" for name, cut in [("top-k", top_k), ("top-p", top_p)] if cut is not None)
    ax.set_title(f"temperature {temperature:.2f}{cuts}: {int((shaped > 0).sum())} of {len(shaped)} tokens possible")
    ax.legend(frameon=False)
    return ax


def sampling(logits, tokens, *, write=None):
    """Move temperature, top-k and top-p; see what is left to draw from, and what is written.

    logits (V,) of the next token; tokens: the V symbols
    write : (temperature, top_k, top_p) -> text, called anew at each move; None shows the bars alone

    Returns an ipywidgets box; top-k = V and top-p = 1 cut nothing off.
    """
    import ipywidgets as widgets
    from IPython.display import display

    V = len(logits)
    options = dict(continuous_update=False, style={"description_width": "7em"}, layout={"width": "26em"})
    temperature = widgets.FloatSlider(1.0, min=0.0, max=2.0, step=0.1, description="temperature", **options)
    top_k = widgets.IntSlider(V, min=1, max=V, description="top-k", **options)
    top_p = widgets.FloatSlider(1.0, min=0.05, max=1.0, step=0.05, description="top-p", **options)

    def show(temperature, top_k, top_p):
        cuts = dict(top_k=top_k if top_k < V else None, top_p=top_p if top_p < 1 else None)
        ax = sampling_view(logits, tokens, temperature=temperature, **cuts)
        display(ax.figure)
        plt.close(ax.figure)
        if write is not None:
            print(write(temperature, **cuts))

    view = widgets.interactive_output(show, dict(temperature=temperature, top_k=top_k, top_p=top_p))
    return widgets.VBox([temperature, top_k, top_p, view])


PULSES = (0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0)


def gate_view(candidates=PULSES, *, i=1.0, f=0.9, g=1.0, o=1.0, ax=None):
    """One LSTM unit whose gates stand still: what its cell and its hidden state do as candidates arrive.

    candidates : (T,) what there is to write at each step, -1..1; scaled by g
    i, f, o : how far the input, forget and output gate are open, 0..1

    Draws the candidates as bars, c_t = f c_{t-1} + i g_t as the road, h_t = o tanh(c_t); returns the Axes.
    """
    for name, value, least in (("i", i, 0), ("f", f, 0), ("o", o, 0), ("g", g, -1)):
        if not least <= value <= 1:
            raise ValueError(f"{name}: expected a number from {least} to 1, got {value!r}")
    if ax is None:
        _, ax = plt.subplots(figsize=(8.5, 3), dpi=100, layout="constrained")
    written = g * np.asarray(candidates, dtype=np.float64)
    c = [0.0]
    for g_t in written:
        c.append(f * c[-1] + i * g_t)
    steps = np.arange(1, len(written) + 1)
    ax.bar(steps, written, width=0.5, color=GATES["candidate"], label="candidate $g_t$")
    ax.plot(np.arange(len(c)), c, color=ROAD, linewidth=3.5, label="cell $c_t$")
    ax.plot(steps, o * np.tanh(c[1:]), "o--", color="#333333", markersize=4, linewidth=1.5, label="hidden state $h_t$")
    ax.axhline(0, color="#bbbbbb", linewidth=1, zorder=0)
    ax.set_ylim(-2.6, 2.6)  # the same for every opening, so that one can compare
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("step")
    ax.set_title(f"forget gate {f:.2f}, input gate {i:.2f}, output gate {o:.2f}")
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def gates(candidates=PULSES):
    """Move the gates and the candidate of one LSTM unit; see its cell and its hidden state over a short sequence.

    Returns an ipywidgets box.
    """
    import ipywidgets as widgets
    from IPython.display import display

    def slider(name, value, least=0.0):
        options = dict(continuous_update=False, style={"description_width": "9em"}, layout={"width": "28em"})
        return widgets.FloatSlider(value, min=least, max=1.0, step=0.05, description=name, **options)

    sliders = {
        "f": slider("forget gate f", 0.9),
        "i": slider("input gate i", 1.0),
        "g": slider("candidate × g", 1.0, least=-1.0),
        "o": slider("output gate o", 1.0),
    }

    def show(**openings):
        ax = gate_view(candidates, **openings)
        display(ax.figure)
        plt.close(ax.figure)

    return widgets.VBox([*sliders.values(), widgets.interactive_output(show, sliders)])


def alignment_view(weights, source, target, *, step=1, temperature=1.0):
    """Where attention looks: all weights as a picture (left), those of one step of the decoder as bars (right).

    weights (T, S), rows that sum to one; source, target : S and T tokens
    step : 1..T, the row drawn as bars
    temperature : of the softmax over the scores: below 1 sharpens, above 1 flattens, 0 takes the largest alone. The
        scores are not needed: they are the logarithms of the weights, but for a constant that the softmax drops.

    Returns the two Axes.
    """
    weights = np.asarray(weights, dtype=np.float64)
    if weights.shape != (len(target), len(source)):
        raise ValueError(f"weights: expected {(len(target), len(source))} as target and source, got {weights.shape}")
    if not 1 <= step <= len(target):
        raise ValueError(f"step: expected 1 to {len(target)}, the tokens of the target, got {step}")
    with np.errstate(divide="ignore"):
        shaped = distribution(np.log(weights), temperature=temperature)
    _, axes = plt.subplots(1, 2, figsize=(9, 3.4), dpi=100, layout="constrained")
    left, right = axes
    alignment_picture(shaped, source, target, mark=step - 1, ax=left)
    place = np.arange(len(source))
    right.bar(place, weights[step - 1], width=0.8, color="#d9d9d9", label="temperature 1")
    right.bar(place, shaped[step - 1], width=0.45, color=WEIGHT, label=f"temperature {temperature:.2f}")
    right.set_xticks(place, list(source))
    right.set(ylim=(0, 1.25), ylabel="weight", title=f"step {step}: writing {target[step - 1]!r}")
    right.set_yticks(np.linspace(0, 1, 6))
    right.legend(frameon=False, ncols=2, loc="upper center")
    return axes


def alignment(weights, source, target):
    """Move the step of the decoder and the temperature; see where attention looks.

    weights (T, S), source, target as for `alignment_view`. Returns an ipywidgets box.
    """
    import ipywidgets as widgets
    from IPython.display import display

    options = dict(continuous_update=False, style={"description_width": "9em"}, layout={"width": "28em"})
    step = widgets.IntSlider(1, min=1, max=len(target), description="step of the decoder", **options)
    temperature = widgets.FloatSlider(1.0, min=0.0, max=5.0, step=0.1, description="temperature", **options)

    def show(step, temperature):
        left, _ = alignment_view(weights, source, target, step=step, temperature=temperature)
        display(left.figure)
        plt.close(left.figure)

    return widgets.VBox([step, temperature, widgets.interactive_output(show, dict(step=step, temperature=temperature))])
