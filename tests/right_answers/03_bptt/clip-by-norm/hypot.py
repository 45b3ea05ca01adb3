# by math.hypot, which cannot overflow
import math


def clip_by_norm(grads, max_norm):
    length = math.hypot(*(float(v) for g in grads.values() for v in np.ravel(g)))
    if length <= max_norm:
        return {name: np.array(g) for name, g in grads.items()}
    return {name: np.asarray(g) / length * max_norm for name, g in grads.items()}
