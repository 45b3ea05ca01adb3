# Multiplies the logits: hot is cold.
def probabilities(logits, temperature, top_k):
    p = np.exp((logits - logits.max()) * temperature)
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    return q / q.sum()
