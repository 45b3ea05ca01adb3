# Forgot the + 1: a kernel as long as the signal has one place, not none.
def slide(x, w, b=0.0, stride=1):
    places = (len(x) - len(w)) // stride
    return np.array([b + w @ x[t * stride : t * stride + len(w)] for t in range(places)])
