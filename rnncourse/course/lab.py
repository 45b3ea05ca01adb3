"""Open JupyterLab on the learner's copies."""

import os
from collections.abc import Sequence
from pathlib import Path

SETTINGS = Path(__file__).parent / "jupyter"


def open_lab(folder: Path, options: Sequence[str] = ()) -> int:
    """Run JupyterLab in this process until it is stopped.

    Its kernels use one thread each unless OMP_NUM_THREADS says otherwise: networks this small gain nothing from a
    second one, and on a busy machine the two wait for each other. Announcements and nbgrader's menus are off; an
    instructor who wants them runs `jupyter lab` itself.

    Parameters
    ----------
    folder : Path
    options : sequence of str
        JupyterLab's own.

    Returns
    -------
    int
        The exit status.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    inherited = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(SETTINGS), inherited]))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    from jupyterlab.labapp import LabApp

    return LabApp.launch_instance([str(folder), *(["--allow-root"] if root else []), *options]) or 0
