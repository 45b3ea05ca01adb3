"""The automaton inside a recurrent network: group its states, count the transitions, merge what cannot be told apart.

The groups are found without a look at any answer (Cleeremans, Servan-Schreiber & McClelland 1989; Omlin & Giles 1996).
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch import RecurrentLayer


class Automaton(NamedTuple):
    """A finite automaton over the symbols 0..S-1.

    after : (states, S) the state after each symbol; -1 where no string led
    output : (states,) what each state says, 0 or 1
    agreement : the share of the steps seen that go as `after` says
    """

    after: np.ndarray
    output: np.ndarray
    agreement: float

    def read(self, symbols: np.ndarray, start: int) -> np.ndarray:
        """The output after each of the symbols (T,) from a state; ValueError where no transition was seen."""
        said, state = [], start
        for symbol in symbols:
            state = int(self.after[state, symbol])
            if state < 0:
                raise ValueError(f"symbols: expected transitions that were seen, got {symbol} where none was")
            said.append(self.output[state])
        return np.array(said)


def group_states(layer: RecurrentLayer, x: np.ndarray, groups: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Group the states that a layer passes through by nearness (k-means).

    x (T, B, D) -> states (T, B, H), group of each (T, B)
    """
    from sklearn.cluster import KMeans

    h, _, _ = layer.forward(x)
    found = KMeans(groups, n_init=5, random_state=seed).fit_predict(h.reshape(-1, h.shape[2]))
    return h, found.reshape(h.shape[:2])


def extract(group: np.ndarray, symbols: np.ndarray, said: np.ndarray) -> Automaton:
    """Groups as states: each leads where most of its steps led, and says what the network mostly said there.

    group, symbols, said : (T, B) the group after a step, the symbol read in it, what the network said (0 or 1)
    """
    states, S = int(group.max()) + 1, int(symbols.max()) + 1
    counts = np.zeros((states, S, states), np.int64)
    np.add.at(counts, (group[:-1], symbols[1:], group[1:]), 1)  # from, read, to
    seen = counts.sum(axis=2)
    after = np.where(seen > 0, counts.argmax(axis=2), -1)
    votes = np.bincount(group.ravel(), weights=said.ravel(), minlength=states)
    output = (2 * votes > np.bincount(group.ravel(), minlength=states)).astype(int)
    return Automaton(after, output, float(counts.max(axis=2).sum() / seen.sum()))


def minimise(automaton: Automaton) -> tuple[Automaton, np.ndarray]:
    """The smallest automaton that says the same, and into which of its states each old one went (Moore 1956).

    Begin with a class for each output. States whose symbols lead into different classes are told apart; go on until
    nothing changes.
    """
    classes = automaton.output
    while True:
        next_classes = np.where(automaton.after < 0, -1, classes[automaton.after])
        rows = np.column_stack([classes, next_classes])
        _, finer = np.unique(rows, axis=0, return_inverse=True)
        finer = finer.ravel()
        if finer.max() == classes.max():
            break
        classes = finer
    first = np.array([np.flatnonzero(finer == k)[0] for k in range(finer.max() + 1)])
    after = np.where(automaton.after[first] < 0, -1, finer[automaton.after[first]])
    return Automaton(after, automaton.output[first], automaton.agreement), finer
