# The same label again is always a new one.


def grow(beam, y):
    grown = {}

    def add(prefix, in_blank, in_label):
        old = grown.get(prefix, (0.0, 0.0))
        grown[prefix] = (old[0] + in_blank, old[1] + in_label)

    for prefix, (in_blank, in_label) in beam.items():
        add(prefix, (in_blank + in_label) * y[0], 0.0)
        for k in range(1, len(y)):
            add((*prefix, k), 0.0, (in_blank + in_label) * y[k])
    return grown
