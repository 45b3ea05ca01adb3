# The size of the bias counts, not its sign.


def slide(x, w, b=0.0, stride=1):
    places = (len(x) - len(w)) // stride + 1
    return np.array([abs(b) + w @ x[t * stride : t * stride + len(w)] for t in range(places)])
