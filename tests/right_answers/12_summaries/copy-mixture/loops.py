# Text by text, place by place.
def copy_mixture(p_vocab, weights, source, p_gen, size):
    rows = []
    for said, a, ids, g in zip(p_vocab, weights, source, p_gen, strict=True):
        p = [g * x for x in said] + [0.0] * (size - len(said))
        for w, share in zip(ids, a, strict=True):
            p[w] += (1 - g) * share
        rows.append(p)
    return np.array(rows)
