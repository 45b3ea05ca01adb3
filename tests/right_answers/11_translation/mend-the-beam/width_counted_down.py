# Dictionaries of texts, the width counted down.
def search(table, stop, steps, width):
    alive, done = {(): 0.0}, {}
    for _ in range(steps):
        longer = {
            (*text, token): total + table[text[-1] if text else -1][token]
            for text, total in alive.items()
            for token in range(len(table) - 1)
        }
        best = sorted(longer, key=longer.get, reverse=True)[:width]
        done |= {text: longer[text] for text in best if text[-1] == stop}
        alive = {text: longer[text] for text in best if text[-1] != stop}
        width = width - sum(text[-1] == stop for text in best)
    pool = done if done else alive
    return list(max(pool, key=lambda text: pool[text] / len(text)))
