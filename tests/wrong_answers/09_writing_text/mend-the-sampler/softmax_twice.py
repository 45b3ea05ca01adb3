# A softmax of probabilities that were divided.
def probabilities(logits, temperature, top_k):
    p = np.exp((logits - logits.max()) / temperature)
    p = np.exp(logits - logits.max())
    p = np.exp(p / p.sum() / temperature)
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    return q / q.sum()
