"""Run a lesson afresh and store what it printed."""

import asyncio
import atexit
import os
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rnncourse.course.lessons import Lesson
from rnncourse.files import atomic_write

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat import NotebookNode

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
CELL_TIMEOUT = 600  # seconds
LOOK, PATIENCE = 0.1, 10  # seconds between two looks at a kernel; for it to end when it is told to
WIDGET = "application/vnd.jupyter.widget-view+json"
PROGRESS_BAR = re.compile(r"\d+%\|.*\[\d\d:\d\d")  # as tqdm writes it


class ExecutionFailed(ValueError):
    """A cell of a lesson raised, or the kernel stopped."""


@dataclass(frozen=True)
class Run:
    """How long a lesson took: seconds in all, and the slowest cells as (seconds, cell id), slowest first."""

    seconds: float
    slowest: list[tuple[float, str]]


def execute(lesson: Lesson) -> Run:
    """Run a lesson in a fresh kernel, on one thread, and store its outputs in its file.

    One thread, because stored outputs are compared with runs on one thread: float32 sums differ otherwise.
    The file is replaced in one step, and only when every cell has run.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson

    Returns
    -------
    Run

    Raises
    ------
    ExecutionFailed
        When a cell raises (the message shows its source), or the file changed meanwhile.
    """
    import nbformat

    before = lesson.path.read_bytes()
    notebook = nbformat.from_dict(lesson.read())
    started = time.perf_counter()
    seconds: dict[str, float] = {}
    run_cells(notebook, lesson.path.parent, seconds, lesson.name)
    tidy(notebook)
    if lesson.path.read_bytes() != before:
        raise ExecutionFailed(f"{lesson.path.name}: the file changed while it ran; nothing was stored")
    atomic_write(lesson.path, nbformat.writes(notebook) + "\n")
    return Run(time.perf_counter() - started, sorted(((s, i) for i, s in seconds.items()), reverse=True)[:3])


def run_cells(
    notebook: "NotebookNode", folder: Path, seconds: dict[str, float] | None = None, name: str = "notebook"
) -> None:
    """Run every code cell of a notebook in a fresh one-thread kernel, in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    folder : Path
        Where the kernel runs.
    seconds : dict, optional
        Filled with the time of each cell, by cell id.
    name : str
        For messages.

    Raises
    ------
    ExecutionFailed
        When a cell raises that is not tagged `raises-exception`, takes over ten minutes, or the kernel stops.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    seconds = {} if seconds is None else seconds
    starts: dict[str, float] = {}

    def starting(cell: "NotebookNode", cell_index: int) -> None:
        starts[cell.id] = time.perf_counter()

    def finished(cell: "NotebookNode", cell_index: int, execute_reply: object) -> None:
        seconds[cell.id] = time.perf_counter() - starts[cell.id]

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=True,  # else an Output widget has nowhere to write; tidy() drops the state
        coalesce_streams=True,
        on_cell_execute=starting,
        on_cell_executed=finished,
    )
    try:
        _run(client)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ExecutionFailed(f"{name}: {_failure(notebook, list(starts), error)}") from error


def _run(client: "NotebookClient") -> None:
    """Run a notebook in a thread, so that signals stay with this program: nbclient takes those of its own thread.

    What a signal raises here ends the kernel first.
    """
    tasks: list[asyncio.Task[None]] = []
    failed: list[BaseException] = []

    async def task() -> None:
        tasks.extend(filter(None, [asyncio.current_task()]))
        await client.async_execute(env=os.environ | ONE_THREAD)

    def run() -> None:
        try:
            asyncio.run(task())
        except BaseException as error:
            failed.append(error)
        finally:
            over.set()

    # Not Thread.join: interrupted by a signal it takes the thread for ended.
    over = threading.Event()
    threading.Thread(target=run, daemon=True).start()
    try:
        while not over.wait(LOOK):
            pass
    except BaseException:
        client.shutdown_kernel = "immediate"
        kernel = getattr(getattr(client.km, "provisioner", None), "process", None)
        for begun in tasks:
            begun.get_loop().call_soon_threadsafe(begun.cancel)
        over.wait(PATIENCE)
        atexit.unregister(client._cleanup_kernel)  # it would try once more, and complain
        if kernel is not None:
            kernel.kill()  # nbclient, cancelled, may have left it
        raise
    if failed:
        raise failed[0]


def tidy(notebook: "NotebookNode") -> None:
    """Drop what differs from run to run: timestamps, widget models, the Python version."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in list(cell.get("outputs", [])):
            # A view of a model that is not stored shows as an error. Its text stays, but for a progress bar's, which
            # would say 0 % for ever.
            view = output.get("data", {}).pop(WIDGET, None)
            if view and PROGRESS_BAR.search(output["data"].get("text/plain", "")):
                cell.outputs.remove(output)


def _failure(notebook: "NotebookNode", started: list[str], error: Exception) -> str:
    cell = next((cell for cell in notebook.cells if started and cell.id == started[-1]), None)
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    what = f"{name}: {value}" if name else str(error)
    source = "" if cell is None else f" in cell {cell.id}:\n\n{cell.source}\n"
    return f"{what.splitlines()[0]}{source}\nthe file was left as it was"
