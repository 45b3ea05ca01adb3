"""Show the code of the package in a lesson: what the page says is what runs."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def show(thing: Callable[..., Any] | type) -> None:
    """Print the source of a function, method or class of the course.

    Raises ValueError for anything that has no Python source.
    """
    try:
        source = inspect.getsource(thing)
    except (TypeError, OSError) as error:
        raise ValueError(f"thing: expected a function, method or class with Python source, got {thing!r}") from error
    print(textwrap.dedent(source).rstrip())
