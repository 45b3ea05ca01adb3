# Lists for pairs, and a dictionary that makes what it lacks.
def grow(beam, y):
    from collections import defaultdict

    grown = defaultdict(lambda: [0.0, 0.0])
    for prefix, pair in beam.items():
        last = prefix[-1] if prefix else None
        grown[prefix][0] += sum(pair) * y[0]
        for k, p in enumerate(y):
            if k == 0:
                continue
            grown[prefix + (k,)][1] += (pair[0] if k == last else sum(pair)) * p
            if k == last:
                grown[prefix][1] += pair[1] * p
    return dict(grown)
