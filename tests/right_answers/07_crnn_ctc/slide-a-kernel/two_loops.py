# Two plain loops, no array but the last.
def slide(x, w, b=0.0, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        total = b
        for u in range(len(w)):
            total += w[u] * x[start + u]
        y.append(total)
    return np.array(y)
