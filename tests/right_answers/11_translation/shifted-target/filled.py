# An empty array is filled.
def teacher_forced(target, start, pad):
    fed = np.empty_like(target)
    fed[0] = start
    fed[1:] = target[:-1]
    return fed, ~(target == pad)
