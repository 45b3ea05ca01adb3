"""Things to move: widgets that redraw a measured thing while a slider moves.

Each explorer is a thin shell around a plain function that draws one view, so that the view can be tested and used
without a widget.
"""

import matplotlib.pyplot as plt
import numpy as np

from rnncourse.decoding import distribution


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
    cuts = "".join(
        f", {name} = {cut}" for name, cut in [("top-k", top_k), ("top-p", top_p)] if cut is not None
    )
    ax.set_title(
        f"temperature {temperature:.2f}{cuts}: {int((shaped > 0).sum())} of {len(shaped)} tokens possible"
    )
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
