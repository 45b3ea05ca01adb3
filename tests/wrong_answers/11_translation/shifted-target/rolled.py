# np.roll brings the last token round to the first step, instead of start.
def teacher_forced(target, start, pad):
    return np.roll(target, 1, axis=0), target != pad
