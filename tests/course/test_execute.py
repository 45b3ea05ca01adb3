import asyncio
import signal
from types import SimpleNamespace

import nbformat
import pytest

from rnncourse.course import execute
from rnncourse.course.execute import ExecutionFailed


@pytest.mark.slow
def test_a_run_stores_outputs_counts_and_nothing_that_varies(make_lesson):
    lesson = make_lesson(note="import os\nprint('threads', os.environ['OMP_NUM_THREADS'])\nprint('again')")
    run = execute.execute(lesson)
    notebook = nbformat.read(lesson.path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert code[1].outputs[0].text == "threads 1\nagain\n" and len(code[1].outputs) == 1
    assert [cell.id for cell in notebook.cells][:3] == ["title", "setup", "note"]
    assert "version" not in notebook.metadata.get("language_info", {})
    assert all("execution" not in cell.metadata for cell in notebook.cells)
    assert len(run.slowest) == 3 and run.seconds >= run.slowest[0][0] >= run.slowest[1][0]
    first = lesson.path.read_bytes()
    execute.execute(lesson)
    assert lesson.path.read_bytes() == first
    assert [path.name for path in lesson.path.parent.iterdir()] == ["02_small.ipynb"]


@pytest.mark.slow
def test_a_failing_cell_is_shown_and_the_file_stays(make_lesson):
    lesson = make_lesson(note="x = 0\nprint(1 / x)")
    before = lesson.path.read_bytes()
    with pytest.raises(ExecutionFailed, match="02_small: ZeroDivisionError: division by zero in cell note") as caught:
        execute.execute(lesson)
    assert "print(1 / x)" in str(caught.value)
    assert lesson.path.read_bytes() == before


def test_a_file_that_changes_while_it_runs_is_left_alone(make_lesson, monkeypatch):
    lesson = make_lesson()
    monkeypatch.setattr(execute, "run_cells", lambda *_: lesson.path.write_text("edited"))
    with pytest.raises(ExecutionFailed, match="changed while it ran"):
        execute.execute(lesson)
    assert lesson.path.read_text() == "edited"


def test_tidy_drops_what_differs_from_run_to_run():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a slider"}
    bar = view | {"text/plain": "  0%|          | 0/4 [00:00<?, ?setting/s]"}
    outputs = [nbformat.v4.new_output("display_data", data=data) for data in (bar, view)]
    cell = nbformat.v4.new_code_cell(outputs=outputs)
    cell.metadata["execution"] = {"iopub.execute_input": "now"}
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata.update(widgets={"state": {}}, language_info={"name": "python", "version": "3.11.2"})
    execute.tidy(notebook)
    assert dict(cell.metadata) == {}
    assert [output.data for output in cell.outputs] == [{"text/plain": "a slider"}]
    assert notebook.metadata == {"language_info": {"name": "python"}}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer's signal")
def test_a_signal_ends_the_kernel_and_is_not_swallowed():
    killed = []

    class Client:
        km = SimpleNamespace(provisioner=SimpleNamespace(process=SimpleNamespace(kill=lambda: killed.append("kernel"))))
        _cleanup_kernel = print

        async def async_execute(self, env):
            try:
                await asyncio.sleep(30)
            finally:
                killed.append(self.shutdown_kernel)

    def stopped(number, frame):
        raise SystemExit(143)

    before = signal.signal(signal.SIGALRM, stopped)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(SystemExit, match="143"):
            execute._run(Client())
    finally:
        signal.signal(signal.SIGALRM, before)
    assert killed == ["immediate", "kernel"]
