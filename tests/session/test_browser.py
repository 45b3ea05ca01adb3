"""A learner's session in a real browser: open a lesson, Run All, answer one exercise right and one wrong."""

import re
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from rnncourse.course.checks import OPEN_NOTE
from rnncourse.course.execute import run_cells
from rnncourse.course.exercises import find_exercises
from rnncourse.course.lessons import nbgrader_metadata, select
from rnncourse.course.progress import assess
from rnncourse.course.running import run_here

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "/usr/bin/chromium", "chromium-browser"])), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LESSON = "02"
RUN_ALL_LIMIT = 400  # seconds; a minute alone, more beside another worker
STUCK = 10  # seconds that the kernel may be idle while cells have not been run


@pytest.fixture
def work(tmp_path):
    """Where the learner's copies are to lie."""
    return tmp_path / "work"


@pytest.fixture
def page(serve, work):
    """The lesson in JupyterLab as `make lab` opens it (or, where the environment is not make's, as make does it)."""

    def lab(port):
        options = f"--no-browser --port={port} -- --LabApp.expose_app_in_browser=True"
        if shutil.which("make") and (ROOT / ".venv" / ".installed").exists():
            return ["make", "lab", f"WORK={work}", f"ARGS={options}"]
        return [sys.executable, "-m", "rnncourse", "lab", "--to", str(work), *options.split()]

    address, token = serve(lab)
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.goto(f"{address}/lab/tree/{select([LESSON])[0].path.name}?token={token}")
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-cell").first.wait_for(timeout=90_000)
        # Run All does nothing, and says nothing, as long as the kernel has not answered.
        page.locator("#jp-main-statusbar", has_text="| Idle").wait_for(timeout=90_000)
        yield page
        photograph(page, "5_at_the_end")  # where a failed session was
        browser.close()


# What the page holds, also of the cells that are not drawn.
STATE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = Array.from(panel.content.model.cells).map(cell => cell.toJSON());
    return {
        kernel: panel.sessionContext.session?.kernel?.status ?? "gone",
        cells: cells.filter(cell => cell.cell_type === "code").map(cell => ({
            id: cell.id,
            source: cell.source,
            count: cell.execution_count,
            mayRaise: (cell.metadata.tags ?? []).includes("raises-exception"),
            errors: cell.outputs.filter(output => output.output_type === "error"),
        })),
    };
}"""


def failure(state):
    """Which cell failed, in which line and with what; None as long as none has."""
    if state["kernel"] in ("dead", "gone", "autorestarting", "terminating"):
        return f"the kernel is {state['kernel']}; not run: {unfinished(state)}"
    for cell in state["cells"]:
        if cell["errors"] and not cell["mayRaise"]:
            error = cell["errors"][0]
            trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error["traceback"]))
            arrow = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
            line = arrow.group(1).strip() if arrow else "".join(cell["source"]).splitlines()[0]
            return f"cell {cell['id']}: `{line}`: {error['ename']}: {error['evalue']}"
    return None


def unfinished(state):
    """The cells that have not been run to their end."""
    return ", ".join(cell["id"] for cell in state["cells"] if cell["count"] is None)


def run_all(page):
    """Run All, and wait for its end; the test fails as soon as a cell does, or nothing goes on."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    deadline, busy = time.monotonic() + RUN_ALL_LIMIT, time.monotonic()
    while unfinished(state := page.evaluate(STATE)):
        if what := failure(state):
            pytest.fail(what)
        if state["kernel"] == "busy":
            busy = time.monotonic()
        if time.monotonic() > min(deadline, busy + STUCK):
            pytest.fail(f"the kernel is {state['kernel']}, and these cells have not been run: {unfinished(state)}")
        page.wait_for_timeout(300)
    assert failure(state) is None, failure(state)


def reveal(page, index):
    """Scroll the notebook until a cell is on the page, as JupyterLab draws only the cells near the view."""
    cell = page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{index}"]')
    for _ in range(200):
        if cell.count():
            cell.scroll_into_view_if_needed()
            return cell
        drawn = page.locator(".jp-Notebook-cell").evaluate_all(
            "cells => cells.map(cell => Number(cell.dataset.windowedListIndex))"
        )
        page.locator(".jp-WindowedPanel-outer").first.evaluate(
            "(panel, step) => panel.scrollBy(0, step)", 600 if max(drawn) < index else -600
        )
        page.wait_for_timeout(100)
    raise AssertionError(f"cell {index} did not come into view")


def answer(page, index, source):
    """Replace the source of the answer cell, run it and the check cell below it; returns the check cell."""
    reveal(page, index).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    return reveal(page, index + 1)


def seen(page, cell, text):
    """Wait for a text in a cell's output."""
    output = cell.locator(".jp-OutputArea-output", has_text=text).first
    output.wait_for(timeout=30_000)
    output.scroll_into_view_if_needed()


def photograph(page, name):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(300)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def visibly_wrong_answer(lesson, exercise):
    """One of the wrong answers that the visible checks catch, and the hint it earns."""
    lines, hidden = [], False
    for line in exercise.check.splitlines():
        hidden = (hidden or "BEGIN HIDDEN TESTS" in line) and "END HIDDEN TESTS" not in line
        lines += [] if hidden or "HIDDEN TESTS" in line else [line]
    for path in sorted((ROOT / "tests" / "wrong_answers" / lesson.name / exercise.name).glob("*.py")):
        source = path.read_text(encoding="utf-8").rstrip()
        verdict = run_here(replace(exercise, check="\n".join(lines)), source)
        if verdict.cause == "check":
            return source, verdict.message.splitlines()[-1].removeprefix("hint: ")
    raise AssertionError(f"no wrong answer to {exercise.name} is caught by a visible check")


@pytest.mark.slow
def test_a_failing_cell_is_told_with_its_line_and_its_error(tmp_path):
    sources = ["import numpy as np", "def f(x):\n    return 1 / x\n\nprint('one')\nf(0)", "y = = 2", "np.zeros(3)[5]"]
    cells = [new_code_cell(source, metadata={"tags": ["raises-exception"]}) for source in sources]
    run_cells(notebook := new_notebook(cells=cells), tmp_path)
    errors = [[o for o in cell.outputs if o.output_type == "error"] for cell in notebook.cells]
    fine = {"id": "a", "source": "1", "count": 1, "mayRaise": False, "errors": []}

    def told(number, **changes):
        cell = fine | {"id": "b", "source": sources[number], "errors": errors[number]} | changes
        return failure({"kernel": "idle", "cells": [fine, cell]})

    assert told(0) is None and told(1, mayRaise=True) is None
    assert told(1) == "cell b: `f(0)`: ZeroDivisionError: division by zero"
    assert told(2).startswith("cell b: `y = = 2`: SyntaxError: invalid syntax")
    assert told(3).startswith("cell b: `np.zeros(3)[5]`: IndexError: index 5 is out of bounds")
    assert failure({"kernel": "dead", "cells": [fine | {"count": None}]}) == "the kernel is dead; not run: a"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_learner_runs_a_lesson_and_sees_a_right_and_a_wrong_verdict(page, work):
    (lesson,) = select([LESSON])
    cells = lesson.read()["cells"]
    first, second = list(find_exercises(lesson.read()).values())[:2]
    at = {nbgrader_metadata(c)["grade_id"]: i for i, c in enumerate(cells) if nbgrader_metadata(c).get("solution")}

    run_all(page)
    code = [i for i, cell in enumerate(cells) if cell["cell_type"] == "code"]
    reveal(page, code[-1]).locator(".jp-InputPrompt", has_text=f"[{len(code)}]:").wait_for(timeout=10_000)

    figures = [i for i in code if any("image/" in kind for o in cells[i]["outputs"] for kind in o.get("data", {}))]
    assert figures
    for number, index in enumerate(figures):
        picture = reveal(page, index).locator(".jp-OutputArea-output img, .jp-OutputArea-output svg").first
        picture.wait_for(timeout=10_000)
        picture.scroll_into_view_if_needed()
        if number == 0:
            photograph(page, "1_figure_after_run_all")

    seen(page, reveal(page, at[first.name] + 1), OPEN_NOTE.split(":")[0])
    photograph(page, "2_open_exercise")

    right = "\n".join(s for s in first.solution["source"].splitlines() if "### " not in s)
    seen(page, answer(page, at[first.name], right), f"{first.name}: passes here")
    photograph(page, "3_right_answer")

    wrong, hint = visibly_wrong_answer(lesson, second)
    cell = answer(page, at[second.name], wrong)
    seen(page, cell, f"{second.name}: not yet")
    seen(page, cell, hint)
    assert "Traceback" not in cell.inner_text()
    photograph(page, "4_wrong_answer")

    page.keyboard.press("ControlOrMeta+S")
    page.wait_for_timeout(2_000)
    verdicts = {e.name: v.status for e, v in assess(lesson, work / lesson.path.name, [first.name, second.name])}
    assert verdicts == {first.name: "correct", second.name: "wrong"}
