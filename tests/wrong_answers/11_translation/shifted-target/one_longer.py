# Puts start before the whole target, so that there is one step too many.
def teacher_forced(target, start, pad):
    return np.concatenate([np.full_like(target[:1], start), target]), target != pad
