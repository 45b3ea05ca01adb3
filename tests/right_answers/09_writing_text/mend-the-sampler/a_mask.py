# The logits of the others are minus infinity.
def probabilities(logits, temperature, top_k):
    rank = np.argsort(np.argsort(-logits, kind="stable"), kind="stable")
    scores = np.where(rank < top_k, (logits - logits.max()) / temperature, -np.inf)
    p = np.exp(scores)
    return p / p.sum()
