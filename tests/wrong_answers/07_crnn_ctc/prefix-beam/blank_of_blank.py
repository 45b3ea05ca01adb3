# Only paths that end in a blank may say a blank.


def grow(beam, y):
    grown = {}

    def add(prefix, in_blank, in_label):
        old = grown.get(prefix, (0.0, 0.0))
        grown[prefix] = (old[0] + in_blank, old[1] + in_label)

    for prefix, (in_blank, in_label) in beam.items():
        add(prefix, in_blank * y[0], 0.0)
        for k in range(1, len(y)):
            if prefix and k == prefix[-1]:
                add(prefix, 0.0, in_label * y[k])
                add((*prefix, k), 0.0, in_blank * y[k])
            else:
                add((*prefix, k), 0.0, (in_blank + in_label) * y[k])
    return grown
