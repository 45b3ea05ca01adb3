# The division happens before the largest is taken off, of the one and not of the other.
def probabilities(logits, temperature, top_k):
    p = np.exp(logits / temperature - logits.max())
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    return q / q.sum()
