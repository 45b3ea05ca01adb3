# Shifts to the left: the decoder reads the word after the one it has to say.
def teacher_forced(target, start, pad):
    return np.concatenate([target[1:], np.full_like(target[:1], start)]), target != pad
