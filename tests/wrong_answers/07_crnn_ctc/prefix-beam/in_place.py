# The old beam is grown itself.
def grow(beam, y):
    old = dict(beam)
    beam.clear()

    def add(prefix, in_blank, in_label):
        before = beam.get(prefix, (0.0, 0.0))
        beam[prefix] = (before[0] + in_blank, before[1] + in_label)

    for prefix, (in_blank, in_label) in old.items():
        add(prefix, (in_blank + in_label) * y[0], 0.0)
        for k in range(1, len(y)):
            if prefix and k == prefix[-1]:
                add(prefix, 0.0, in_label * y[k])
                add((*prefix, k), 0.0, in_blank * y[k])
            else:
                add((*prefix, k), 0.0, (in_blank + in_label) * y[k])
    return beam
