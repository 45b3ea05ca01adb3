"""What every record has to keep: enough seeds in its final runs, and searched settings whose best lies inside.

A record is read by its settings alone. Runs of a search have phase "search" or, where there is no phase, split "valid";
the others are final. Final runs that differ in their seed alone are an arm. A setting was searched where the runs of a
search that match an arm in everything else tried several values of it. Where all of these are in final runs too, the
setting tells arms apart.
"""

import json
from collections import defaultdict

import pytest

from rnncourse.experiments import load_record
from rnncourse.experiments.record import record_path
from rnncourse.experiments.study import MODULES, Row, Rows

SEEDS, SEEDS_OF_LONG_RUNS, LONG = 5, 3, 60  # seconds of processor time
PHASES = {"phase": ("search", "final"), "split": ("valid", "test")}
# What a search and its final runs may differ in besides what is searched: a search may be shorter.
APART = {"seed", "updates", "epochs", *PHASES}
ALWAYS_SEARCHED = {"rate", "clip"}  # where a search tried several, even if each was chosen by some arm

# Records without a search: nothing here can say that a setting was chosen well. Why there is none.
WITHOUT_SEARCH = {
    "recital": "counts have no rate; every order and smoothing is shown",
    "swamping": "a measurement of gradients, no comparison of models",
    "truncation": "every length and rate is shown",
    "clipping": "every rate and threshold is shown",
    "starts": "every rate is shown",
    "flow": "a measurement on trained networks",
}

# Arms with fewer seeds than they should have, and why.
FEWER_SEEDS = {("bottleneck", "updates", 4800): "beside five seeds of 2,400 updates: whether the curve is flat"}


def phase_of(settings):
    """ "search" or "final"."""
    if "phase" in settings:
        return settings["phase"]
    return "search" if settings.get("split") == "valid" else "final"


def arm_of(settings, without=("seed",)):
    return json.dumps({name: value for name, value in settings.items() if name not in without}, sort_keys=True)


def too_few_seeds(rows):
    """The arms with fewer final runs than they need: {arm: seeds}. A run without a seed draws nothing at random."""
    arms = defaultdict(list)
    for row in rows:
        if phase_of(row.settings) == "final" and "seed" in row.settings:
            arms[arm_of(row.settings)].append(row)
    needed = {arm: SEEDS_OF_LONG_RUNS if _long(runs) else SEEDS for arm, runs in arms.items()}
    seeds = {arm: len({run.settings["seed"] for run in runs}) for arm, runs in arms.items()}
    return {arm: count for arm, count in seeds.items() if count < needed[arm]}


def _long(runs):
    return sorted(run.seconds for run in runs)[len(runs) // 2] > LONG


def searched(rows):
    """Of each final arm what was chosen and what had been tried: [(arm, setting, chosen, values tried)]."""
    final = {arm_of(r.settings): r.settings for r in rows if phase_of(r.settings) == "final"}
    kept = {name: {s[name] for s in final.values() if name in s} for settings in final.values() for name in settings}
    searches = [r.settings for r in rows if phase_of(r.settings) == "search"]
    found = []
    for arm, settings in final.items():
        for name, chosen in settings.items():
            if name in APART or isinstance(chosen, bool) or not isinstance(chosen, int | float):
                continue
            tried = sorted(
                {s[name] for s in searches if isinstance(s.get(name), int | float) and _matches(s, settings, name)}
            )
            if len(tried) > 1 and (name in ALWAYS_SEARCHED or not set(tried) <= kept[name]):
                found.append((arm, name, chosen, tried))
    return found


def _matches(search, final, name):
    """Whether a run of a search was for this arm: the same in all that both of them set, but the searched."""
    shared = (set(search) & set(final)) - APART - {name}
    return all(search[key] == final[key] for key in shared)


@pytest.fixture(params=[name for name in MODULES if record_path(name).exists()])
def record(request):
    return load_record(request.param)


def test_every_arm_has_enough_seeds(record):
    excused = [(name, value) for study, name, value in FEWER_SEEDS if study == record.study]
    few = too_few_seeds(record.rows)
    assert not [arm for arm in few if not any(json.loads(arm).get(name) == value for name, value in excused)]


def test_every_searched_best_lies_inside_what_was_tried(record):
    edges = [
        f"{name} = {chosen:g} of {tried} for {arm}"
        for arm, name, chosen, tried in searched(record.rows)
        if not min(tried) < chosen < max(tried)
    ]
    assert not edges, "\n".join(edges)


def test_a_record_has_a_search_that_can_be_read_or_a_reason(record):
    if any(phase_of(row.settings) == "search" for row in record.rows):
        assert searched(record.rows), "no setting of which the runs of the search tried several values"
    else:
        assert record.study in WITHOUT_SEARCH, "give its search runs the setting phase: search, or say why it has none"


def rows_of(*settings, seconds=1.0):
    return Rows(Row(s, {}, seconds) for s in settings)


def test_an_arm_with_four_seeds_is_found_and_three_do_for_long_runs():
    four = [{"model": "RNN", "phase": "final", "seed": seed} for seed in range(4)]
    assert list(too_few_seeds(rows_of(*four)).values()) == [4]
    assert not too_few_seeds(rows_of(*four, seconds=61.0))
    assert not too_few_seeds(rows_of(*four, {**four[0], "seed": 4}))
    assert not too_few_seeds(rows_of({"model": "n-gram", "phase": "final"}))


@pytest.mark.parametrize(("chosen", "inside"), [(0.02, True), (0.04, False), (0.01, False)])
def test_a_best_on_the_edge_is_found(chosen, inside):
    search = [{"units": 2, "rate": rate, "phase": "search", "seed": 100} for rate in (0.01, 0.02, 0.04)]
    final = [{"units": 2, "rate": chosen, "phase": "final", "seed": seed} for seed in range(5)]
    ((_, name, value, tried),) = searched(rows_of(*search, *final))
    assert (name, value) == ("rate", chosen)
    assert (min(tried) < value < max(tried)) == inside


def test_what_tells_arms_apart_was_not_searched():
    search = [{"units": u, "rate": r, "phase": "search"} for u in (2, 4) for r in (0.01, 0.02, 0.04)]
    final = [{"units": u, "rate": 0.02, "phase": "final"} for u in (2, 4)]
    assert {name for _, name, _, _ in searched(rows_of(*search, *final))} == {"rate"}
