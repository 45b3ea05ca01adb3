"""What the quality tasks share: the seeds, and a line for each run."""

SEEDS = range(5)


def report(rows, **run):
    """Keep a run and print it: names and integers as they are, other numbers with four digits."""
    rows.append(run)
    print("  ".join(f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in run.items()), flush=True)
