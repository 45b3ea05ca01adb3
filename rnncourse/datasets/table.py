"""A reader's own texts: a table of texts and labels in a file, separated by commas or tabs."""

import csv
import io
from pathlib import Path

from rnncourse.datasets.classified import Labelled

_LARGEST = 100_000_000  # bytes: all of it is read at once


def load_table(path: str | Path, *, text: str = "text", label: str = "label") -> list[Labelled]:
    """The texts and labels of a file whose first line names its columns, in the order of the file.

    Parameters
    ----------
    path : a file in UTF-8; its columns are separated by tabs if there is one in the first line, otherwise by commas.
        Between tabs a quotation mark is a character like others; between commas it is as spreadsheets write it.
    text, label : the names of the two columns that are read

    Returns
    -------
    list of Labelled
        Without spaces at the ends.

    Raises
    ------
    ValueError
        A file that is not there, too large, no text in UTF-8 or empty; a column that is missing; a line without a text
        or a label. It names the line.
    """
    try:
        file = Path(path)
        if file.stat().st_size > _LARGEST:
            raise ValueError(f"{file}: expected at most {_LARGEST:,} bytes, got {file.stat().st_size:,}; take a part")
        content = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: expected text in UTF-8, got another at byte {error.start}; save it as UTF-8"
        ) from None
    except (OSError, TypeError) as error:
        raise ValueError(f"path: expected a file that can be read, got {path!r:.200} ({error})") from None
    head = content.partition("\n")[0].rstrip("\r")
    options = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if "\t" in head else {"delimiter": ","}
    rows = csv.reader(io.StringIO(content, newline=""), **options)
    found = []
    try:
        columns = [name.strip() for name in next(rows, [])]
        for name in (text, label):
            if name not in columns:
                raise ValueError(f"{path}: expected a column {name!r}, got {', '.join(columns) or 'an empty file'}")
        places = columns.index(text), columns.index(label)
        for row in rows:
            if not any(row):
                continue
            chosen = [row[place].strip() if place < len(row) else "" for place in places]
            if not all(chosen):
                raise ValueError(f"{path}, line {rows.line_num}: expected a text and a label, got {str(row)[:60]}")
            found.append(Labelled(*chosen))
    except csv.Error as error:
        raise ValueError(f"{path}, line {rows.line_num}: expected a table, got what cannot be read ({error})") from None
    if not found:
        raise ValueError(f"{path}: expected at least one line below the names of the columns, got none")
    return found
