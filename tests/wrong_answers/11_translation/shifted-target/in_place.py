# Shifts the target itself, which is then no longer what has to be said.
def teacher_forced(target, start, pad):
    counted = target != pad
    target[1:] = target[:-1].copy()
    target[0] = start
    return target, counted
