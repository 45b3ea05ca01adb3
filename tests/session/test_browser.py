"""A learner's session in a real browser: open a lesson, Run All, answer one exercise right and one wrong."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from rnncourse.course.checks import OPEN_NOTE
from rnncourse.course.exercises import find_exercises, run_here
from rnncourse.course.lessons import nbgrader_metadata, select
from rnncourse.course.progress import assess

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "/usr/bin/chromium", "chromium-browser"])), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LESSON = "02"
RUN_ALL_LIMIT = 400_000  # milliseconds; a minute alone, more beside another worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture
def work(tmp_path):
    """Where the learner's copies are to lie."""
    return tmp_path / "work"


def lab_command(work, options):
    """`make lab`, or, where the environment is not make's (Windows, conda), the two commands that it runs."""
    if shutil.which("make") and (ROOT / ".venv" / ".installed").exists():
        return ["make", "lab", f"WORK={work}", f"ARGS={options}"]
    start = [sys.executable, "-m", "rnncourse.cli", "start", LESSON, "--to", str(work)]
    subprocess.run(start, cwd=ROOT, check=True, capture_output=True)
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", str(work), *root, *options.split()]


@pytest.fixture
def server(work, tmp_path):
    """The server that `make lab` starts, on a free port; yields its address and token."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = lab_command(work, f"--no-browser --port={port}")
    environment = os.environ | {"JUPYTER_TOKEN": token, "OMP_NUM_THREADS": "1"}
    with open(tmp_path / "server.log", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, **OWN_GROUP)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{address}/api/status?token={token}", process, tmp_path / "server.log")
        yield address, token
    finally:
        stop(process)


OWN_GROUP = {"start_new_session": True} if os.name == "posix" else {}


def stop(process):
    """End the server and, where make started it, all that make started."""
    end = partial(os.killpg, process.pid) if OWN_GROUP else process.send_signal
    with contextlib.suppress(ProcessLookupError):
        end(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_up(url, process, log, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.3)
    pytest.fail(f"the server did not come up:\n{log.read_text()[-3000:]}")


@pytest.fixture
def page(server):
    address, token = server
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


def test_a_learner_runs_a_lesson_and_sees_a_right_and_a_wrong_verdict(page, work):
    (lesson,) = select([LESSON])
    cells = lesson.read()["cells"]
    first, second = list(find_exercises(lesson.read()).values())[:2]
    at = {nbgrader_metadata(c)["grade_id"]: i for i, c in enumerate(cells) if nbgrader_metadata(c).get("solution")}

    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    code = [i for i, cell in enumerate(cells) if cell["cell_type"] == "code"]
    last = reveal(page, code[-1]).locator(".jp-InputPrompt", has_text=f"[{len(code)}]:")
    last.wait_for(timeout=RUN_ALL_LIMIT)

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
    seen(page, answer(page, at[first.name], right), f"{first.name}: correct")
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
