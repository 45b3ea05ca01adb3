# Writes each result over the signal, which belongs to the caller.
def slide(x, w, b=0.0, stride=1):
    places = (len(x) - len(w)) // stride + 1
    for t in range(places):
        x[t] = b + w @ x[t * stride : t * stride + len(w)]
    return x[:places].copy()
