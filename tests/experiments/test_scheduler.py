"""A scheduler of dask hands the runs of a study to its workers, and the record is the same."""

import builtins
import gc
import os
import time

import pytest

from rnncourse.experiments import run_study, runner

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(toy, tmp_path, monkeypatch):
    """Two worker processes with a thread each."""
    monkeypatch.chdir(tmp_path)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as cluster:
        yield cluster


def begun(tmp_path):
    return [line.split() for line in (tmp_path / "log").read_text().splitlines()]


@pytest.mark.slow
def test_two_workers_give_the_record_of_one_process_and_make_each_run_once(cluster, toy, tmp_path):
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text().replace("    with open", "    time.sleep(0.2)\n    with open"))
    record = run_study(toy, tmp_path / "many", scheduler=cluster.scheduler_address, bar=False)
    runs = begun(tmp_path)
    assert len(runs) == 8 == len({tuple(run[:2]) for run in runs})
    workers = {pid for _, _, pid in runs}
    assert len(workers) == 2 and str(os.getpid()) not in workers
    alone = run_study(toy, tmp_path / "one", bar=False)
    assert [row[:2] for row in record.rows] == [row[:2] for row in alone.rows]
    assert (record.claims, record.fingerprint, record.versions) == (alone.claims, alone.fingerprint, alone.versions)


@pytest.mark.slow
def test_a_worker_with_another_version_of_the_experiment_is_refused(cluster, toy, tmp_path, monkeypatch):
    made_of = runner.provenance("toy_study", ()) | {"fingerprint": "another"}
    monkeypatch.setattr(runner, "provenance", lambda *given: made_of)
    with pytest.raises(ValueError, match="worker: expected fingerprint another, got .*; install the same course there"):
        run_study(toy, tmp_path / "other", scheduler=cluster.scheduler_address, bar=False)
    assert not (tmp_path / "log").exists()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_address_without_a_scheduler_is_told(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "PATIENCE", 0.2)
    started = time.monotonic()
    with pytest.raises(ValueError, match="expected the address of a running dask scheduler, got 'tcp://127.0.0.1:9'"):
        run_study(toy, tmp_path, scheduler="tcp://127.0.0.1:9", bar=False)
    assert time.monotonic() - started < 10
    with pytest.raises(ValueError, match="expected the address of a running dask scheduler, got 'nonsense"):
        run_study(toy, tmp_path, scheduler="nonsense://", bar=False)
    gc.collect()  # dask leaves a socket open where nothing answers


def test_without_dask_its_installation_is_asked_for(toy, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match="pip install dask distributed"):
        run_study(toy, tmp_path, scheduler="tcp://127.0.0.1:9", bar=False)


def test_a_worker_that_computes_with_many_threads_is_refused(toy, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    with pytest.raises(ValueError, match="worker: expected one that computes with one thread; start it with OMP_NUM"):
        runner._run(toy.run, {"rate": 1, "seed": 1}, runner.provenance("toy_study", ()), ())
