"""What the models reach, over five seeds: python benchmarks/quality.py TASK [--json FILE].

adding     the adding problem (Hochreiter & Schmidhuber 1997) at T = 100: an LSTM and a GRU learn it, an RNN does not
copying    a word of three symbols over a delay: RNN, orthogonal RNN, and LSTMs of three forget biases
flow       the gradient through 100 steps of a trained LSTM and of a trained RNN
ablation   which gate the LSTM needs (Greff et al. 2017, in small)
chung      the next character of the tales, compared as Chung et al. (2014) compared cells: RNN, LSTM and GRU with the
           same number of parameters, each at the best of six learning rates
tagger     the tagged tales: BiLSTM, forward LSTM, and the taggers of NLTK
treebank   the same on NLTK's sample of the Penn Treebank (needs the corpus: rnncourse data get treebank)
digits     strings of handwritten digits, with and without recurrence and augmentation: errors on new hands
attention  words copied and reversed, with attention and through the bottleneck

Each task prints a line for every run and a verdict, writes its numbers to benchmarks/results/quality_TASK.json, and
exits with 1 where its claim does not hold.
"""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy is imported: networks as small as these lose time to threads

import numpy as np  # noqa: E402

RESULTS = Path(__file__).parent / "results"
TASKS = {  # task -> module, function
    "adding": ("quality_memory", "adding"),
    "copying": ("quality_memory", "copying"),
    "flow": ("quality_memory", "flow"),
    "ablation": ("quality_memory", "ablation"),
    "chung": ("quality_text", "chung"),
    "tagger": ("quality_tagging", "tales_tagger"),
    "treebank": ("quality_tagging", "treebank"),
    "digits": ("quality_digits", "digits"),
    "attention": ("quality_attention", "attention"),
}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--json", type=Path, help="where to write; benchmarks/results/quality_TASK.json by default")
    options = parser.parse_args(arguments)
    module, function = TASKS[options.task]
    rows, claims = getattr(importlib.import_module(module), function)()
    claims = {claim: bool(holds) for claim, holds in claims.items()}
    for claim, holds in claims.items():
        print(f"{claim}: {holds}")
    path = options.json or RESULTS / f"quality_{options.task}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    result = {"task": options.task, "numpy": np.__version__, "claims": claims, "rows": rows}
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(claims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
