# As it was: a number that divides every probability is scaled away.
def probabilities(logits, temperature, top_k):
    p = np.exp(logits - logits.max())
    p = p / temperature
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    return q / q.sum()
