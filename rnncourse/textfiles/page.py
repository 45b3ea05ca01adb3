"""A text whose tokens are coloured by how surprising they are: as a page for a browser, and for a terminal."""

import html
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rnncourse import palette
from rnncourse.textfiles.surprise import Summary, Token
from rnncourse.textfiles.write import harmless

EDGES = (1, 2, 4, 6, 9, 13)  # bits between one colour and the next
FIGURES = "perplexity {:.2f}, {:.2f} bits a token"

_STYLE = """\
:root {{ color-scheme: light dark; --page: {PAGE_LIGHT}; --text: {TEXT_LIGHT}; --note: {NOTE_LIGHT};
  --rule: {RULE_LIGHT}; }}
{light}
@media (prefers-color-scheme: dark) {{
:root {{ --page: {PAGE_DARK}; --text: {TEXT_DARK}; --note: {NOTE_DARK}; --rule: {RULE_DARK}; }}
{dark}
}}
body {{ background: var(--page); color: var(--text); font: 1rem/1.7 system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
p.note {{ color: var(--note); }}
.legend span {{ display: inline-block; padding: 0 .6em; border: 1px solid var(--rule); margin: 0 -1px .3em 0; }}
pre {{ font: .95rem/1.75 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: plaintext; }}
pre span {{ border-radius: .15em; }}
.u {{ text-decoration: underline dotted; text-underline-offset: .2em; }}
table {{ border-collapse: collapse; }}
td, th {{ text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: baseline; }}
td {{ border-top: 1px solid var(--rule); }} td.n {{ text-align: right; font-variant-numeric: tabular-nums; }}
td.c {{ white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }}
"""


class About(NamedTuple):
    """What a page says of itself: the text's name, the model's, and what else is worth a sentence."""

    text: str
    model: str
    notes: tuple[str, ...] = ()


def page(tokens: Iterable[Token], summary: Summary, about: About) -> str:
    """The page: figures, legend, the most surprising tokens, and the text, each token with its bits as a tip."""
    name, model = html.escape(harmless(about.text)), html.escape(harmless(about.model))
    figures = FIGURES.format(summary.perplexity, summary.bits / max(summary.tokens, 1))
    notes = "".join(f'<p class="note">{html.escape(harmless(note))}</p>\n' for note in about.notes)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{name}: surprise</title>\n'
        f"<style>\n{_style()}</style>\n</head>\n<body>\n<h1>How surprising {name} is to {model}</h1>\n"
        f"<p>{summary.tokens:,} tokens: {figures}.</p>\n{notes}{_legend()}"
        f"<h2>The most surprising tokens</h2>\n{_table(summary)}<h2>The text</h2>\n"
        f'<pre dir="auto" lang="">{"".join(map(_span, tokens))}</pre>\n</body>\n</html>\n'
    )


def coloured(tokens: Iterable[Token]) -> Iterator[str]:
    """The tokens for a terminal, with its codes for colours."""
    for token in tokens:
        colour = None if token.bits is None else palette.SURPRISE_TERMINAL[shade(token.bits)]
        shown = harmless(token.text)
        if colour is not None:
            line_end = "\n" if shown.endswith("\n") else ""
            shown = f"\x1b[38;5;16;48;5;{colour}m{_visible(shown).rstrip(chr(10))}\x1b[0m{line_end}"
        yield harmless(token.space) + shown


def terminal_legend() -> str:
    """What the colours of `coloured` mean."""
    parts = [f"\x1b[38;5;16;48;5;{palette.SURPRISE_TERMINAL[i]}m {_range(i)} \x1b[0m" for i in range(1, len(EDGES) + 1)]
    return f"bits: {_range(0)} " + "".join(parts)


def shade(bits: float) -> int:
    """Which of the colours a surprise has: 0 for none, len(EDGES) for the strongest.

    >>> [shade(bits) for bits in (0.5, 1, 20)]
    [0, 1, 6]
    """
    return sum(bits >= edge for edge in EDGES)


def _span(token: Token) -> str:
    shown = html.escape(_visible(harmless(token.text)))
    space = html.escape(harmless(token.space))
    if token.bits is None:
        return space + shown
    kinds = f"s{shade(token.bits)}" + ("" if token.known else " u")
    return f'{space}<span class="{kinds}" title="{_told(token)}">{shown}</span>'


def _told(token: Token) -> str:
    return f"{token.bits:.1f} bits" + ("" if token.known else ", unknown to the model")


def _visible(text: str) -> str:
    """A line end with a sign before it, so that its colour is seen."""
    return text.replace("\n", "↵\n") if text.endswith("\n") else text


def _table(summary: Summary) -> str:
    rows = [
        f'<tr><td class="n">{bits:.1f}</td><td class="n">1 in {2 ** min(bits, 60.0):,.0f}</td><td class="c">'
        f'…{html.escape(harmless(before).replace(chr(10), "↵"))}<span class="s{shade(bits)}">'
        f"{html.escape(harmless(token).replace(chr(10), '↵'))}</span></td></tr>\n"
        for bits, before, token in summary.listed
    ]
    return f"<table>\n<tr><th>bits</th><th>probability</th><th>where</th></tr>\n{''.join(rows)}</table>\n"


def _legend() -> str:
    shades = "".join(f'<span class="s{i}">{_range(i)}</span>' for i in range(len(EDGES) + 1))
    return (
        f'<p class="legend">Bits of surprise (−log₂ p of the token that came):<br>{shades}</p>\n<p class="note">'
        '0 bits: the model was sure of it; each bit more halves its probability. <span class="u">Underlined</span>: '
        "unknown to the model; the bits are those of any unknown token.</p>\n"
    )


def _range(i: int) -> str:
    if i == 0:
        return f"below {EDGES[0]}"
    return f"{EDGES[i - 1]}–{EDGES[i]}" if i < len(EDGES) else f"{EDGES[-1]} and more"


def _style() -> str:
    def rules(colours: tuple[str, ...]) -> str:
        return "\n".join(f".s{i} {{ background: {colour}; }}" for i, colour in enumerate(colours))

    names = {name: getattr(palette, name) for name in dir(palette) if name.endswith(("_LIGHT", "_DARK"))}
    return _STYLE.format(light=rules(palette.SURPRISE), dark=rules(palette.SURPRISE_DARK), **names)
