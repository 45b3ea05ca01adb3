# A sorted list of all continuations.
def beam_step(total, log_probs, room):
    every = [(total[p] + log_probs[p, w], p, w) for p in range(len(total)) for w in range(log_probs.shape[1])]
    every = [one for one in every if np.isfinite(one[0])]
    kept = sorted(every, key=lambda one: -one[0])[:room]
    return (
        np.array([p for _, p, _ in kept], int),
        np.array([w for _, _, w in kept], int),
        np.array([value for value, _, _ in kept]),
    )
