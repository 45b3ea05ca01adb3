"""What every test starts from: one thread a worker, no windows, nothing of the user's own settings."""

import os
import shutil
import signal
import tempfile

# Before NumPy and torch are imported: each worker of pytest-xdist would start a thread a core.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

# What runs in the background may have been begun deaf to Ctrl-C, and the commands that tests begin would inherit it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Kernels read the user's start-up files and kernel list from these; a test must not depend on them.
# The controller of pytest-xdist makes the folder, its workers inherit it.
_OURS = "RNNCOURSE_TEST_HOME" not in os.environ
_HOME = os.environ.get("RNNCOURSE_TEST_HOME") or tempfile.mkdtemp(prefix="rnncourse-tests-")
os.environ["RNNCOURSE_TEST_HOME"] = _HOME
for _name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
    os.environ[_name] = os.path.join(_HOME, _name.lower())

# Not the variable MPLBACKEND: the kernels of the notebook tests would inherit it and show no figure.
import matplotlib  # noqa: E402

matplotlib.use("Agg")


def pytest_unconfigure():
    if _OURS:
        shutil.rmtree(_HOME, ignore_errors=True)
