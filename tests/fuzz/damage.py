"""Ways in which the bytes of a file come to be other than they were."""

import json
import re
from collections.abc import Callable

import numpy as np

NESTED = 100_000  # brackets within each other
HUGE = ("1" * 400, "-1", "1e999", "-0", "0.5", "NaN", "-Infinity", "9" * 5000, "1" + "0" * 20, "2147483648", "true")
ODD_NODES = (
    None,
    True,
    -1,
    0.5,
    1e308,
    10**400,
    "",
    "x",
    "\0",
    "\ud800",
    "\x1b[2J",
    [],
    {},
    [[]],
    {"a": None},
    "1" * 3000,
)

Damage = Callable[[bytes, np.random.Generator], bytes]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    """Enter a function into DAMAGES."""
    DAMAGES[function.__name__] = function
    return function


def damaged(content: bytes, rng: np.random.Generator) -> tuple[str, bytes]:
    """What was done to it, and what came of it."""
    name = str(rng.choice(list(DAMAGES)))
    return name, DAMAGES[name](content, rng)


def _place(content: bytes, rng: np.random.Generator) -> int:
    """Anywhere, and more often at the beginning and at the end, where formats keep what they need."""
    where = rng.random()
    width = len(content) if where < 0.5 else min(len(content), 300)
    place = int(rng.integers(width + 1))
    return place if where < 0.75 else len(content) - place


@damage
def a_flipped_bit(content: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(content or b"\0")
    changed[min(_place(content, rng), len(changed) - 1)] ^= 1 << int(rng.integers(8))
    return bytes(changed)


@damage
def flipped_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    changed = np.frombuffer(content or b"\0", np.uint8).copy()
    places = rng.integers(0, len(changed), rng.integers(2, 30))
    changed[places] = rng.integers(0, 256, len(places))
    return changed.tobytes()


@damage
def cut_off(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: _place(content, rng)]


@damage
def without_its_beginning(content: bytes, rng: np.random.Generator) -> bytes:
    return content[_place(content, rng) :]


@damage
def without_a_piece(content: bytes, rng: np.random.Generator) -> bytes:
    a, b = sorted((_place(content, rng), _place(content, rng)))
    return content[:a] + content[b:]


@damage
def a_piece_twice(content: bytes, rng: np.random.Generator) -> bytes:
    a, b = sorted((_place(content, rng), _place(content, rng)))
    return content[:b] + content[a:]


@damage
def swapped_pieces(content: bytes, rng: np.random.Generator) -> bytes:
    a, b, c = sorted(_place(content, rng) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


@damage
def zeroed(content: bytes, rng: np.random.Generator) -> bytes:
    a, b = sorted((_place(content, rng), _place(content, rng)))
    return content[:a] + bytes(b - a) + content[b:]


@damage
def emptied(content: bytes, rng: np.random.Generator) -> bytes:
    return [b"", b"\n", b" ", b"\0", b"null", b"{}", b"[]", b"\xef\xbb\xbf", b"PK\x05\x06" + bytes(18)][rng.integers(9)]


@damage
def doubled(content: bytes, rng: np.random.Generator) -> bytes:
    return content + [b"", b"\n", b"\0"][rng.integers(3)] + content


@damage
def noise(content: bytes, rng: np.random.Generator) -> bytes:
    return rng.bytes(int(rng.integers(1, 2000)))


@damage
def something_put_in(content: bytes, rng: np.random.Generator) -> bytes:
    place, pieces = (
        _place(content, rng),
        (b"\0", b"\r", b"\xff\xfe", b"\x1b[2J", b"\xc3\x28", b"\\ud800", b"\xe2\x80\xa8"),
    )
    return content[:place] + pieces[rng.integers(len(pieces))] + content[place:]


@damage
def another_encoding(content: bytes, rng: np.random.Generator) -> bytes:
    text = content.decode("latin-1") if rng.random() < 0.5 else content.decode("utf-8", "replace")
    return text.encode(str(rng.choice(["utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "cp037"])), "replace")


@damage
def other_line_ends(content: bytes, rng: np.random.Generator) -> bytes:
    return content.replace(b"\n", [b"\r\n", b"\r", b"\n\n", b""][rng.integers(4)])


@damage
def other_lines(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    place, other = rng.integers(0, len(lines), 2)
    if rng.random() < 0.5:
        lines[place], lines[other] = lines[other], lines[place]
    elif rng.random() < 0.5:
        lines.insert(place, lines[other] * int(rng.integers(1, 50)))
    else:
        del lines[place]
    return b"\n".join(lines)


@damage
def a_huge_number(content: bytes, rng: np.random.Generator) -> bytes:
    numbers = list(re.finditer(rb"-?\d+(\.\d+)?", content[:200_000]))
    if not numbers:
        return content + HUGE[0].encode()
    chosen = numbers[rng.integers(len(numbers))]
    return content[: chosen.start()] + HUGE[rng.integers(len(HUGE))].encode() + content[chosen.end() :]


@damage
def nested_deeply(content: bytes, rng: np.random.Generator) -> bytes:
    opening = [b"[", b'{"a":', b"("][rng.integers(3)] * NESTED
    return opening if rng.random() < 0.3 else content.replace(b":", b":" + opening, 1)


@damage
def another_node(content: bytes, rng: np.random.Generator) -> bytes:
    """Of JSON, and of lines of JSON: one value replaced, taken out or renamed."""
    lines = content.split(b"\n")
    whole = _parsed(content)
    place = 0 if whole is not None else int(rng.integers(len(lines)))
    tree = whole if whole is not None else _parsed(lines[place])
    if not isinstance(tree, dict | list) or not tree:
        return a_flipped_bit(content, rng)
    node = tree
    while True:
        key = list(node)[rng.integers(len(node))] if isinstance(node, dict) else int(rng.integers(len(node)))
        if isinstance(node[key], dict | list) and node[key] and rng.random() < 0.8:
            node = node[key]
            continue
        break
    way = rng.random()
    if way < 0.2:
        del node[key]
    elif way < 0.3 and isinstance(node, dict):
        node[str(rng.choice(["rows", "cells", "metadata", "x", ""]))] = node.pop(key)
    else:
        node[key] = ODD_NODES[rng.integers(len(ODD_NODES))]
    text = json.dumps(tree).encode()
    return text if whole is not None else b"\n".join([*lines[:place], text, *lines[place + 1 :]])


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
