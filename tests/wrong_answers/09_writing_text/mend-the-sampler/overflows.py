# Nothing is taken off before the exponential: large logits overflow.
def probabilities(logits, temperature, top_k):
    p = np.exp(logits / temperature)
    kept = np.argsort(-logits, kind="stable")[:top_k]
    q = np.zeros(len(p))
    q[kept] = p[kept]
    return q / q.sum()
