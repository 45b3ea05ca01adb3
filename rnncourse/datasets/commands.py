"""What `rnncourse data list | get NAME | verify` do: print, and return the exit status."""

from rnncourse.datasets.entries import registry
from rnncourse.datasets.fetch import get
from rnncourse.datasets.integrity import glance, verify


def list_() -> int:
    """Print a table of the data sets: how large, under which licence, and whether it is here."""
    rows = [("name", "download", "licence", "here", "what")]
    for dataset in registry().values():
        size = f"{dataset.size / 1e6:.1f} MB" if dataset.size else "ships"
        rows.append((dataset.name, size, dataset.licence, glance(dataset.name), dataset.title))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        print("  ".join([*map(str.ljust, row[:4], widths), row[4]]))
    print("\nHere is what has the right name and size; compare the checksums with: rnncourse data verify")
    print("Fetch one with: rnncourse data get NAME")
    return 0


def get_(name: str) -> int:
    """Fetch a data set and print where it lies; raises ValueError as `get` does."""
    print(f"{name}: {get(name)}")
    return 0


def verify_() -> int:
    """Check every copy on this machine: a line each, and status 1 where one is damaged."""
    copies = verify()
    for copy in copies:
        print(f"{copy.problem}; {copy.remedy}" if copy.problem else f"{copy.name}: {copy.path} is whole")
    for name in registry():
        if name not in {copy.name for copy in copies}:
            print(f"{name}: not on this machine (rnncourse data get {name})")
    damaged = sum(copy.problem is not None for copy in copies)
    print(f"\ncopies checked: {len(copies)}, damaged: {damaged}")
    return 1 if damaged else 0
