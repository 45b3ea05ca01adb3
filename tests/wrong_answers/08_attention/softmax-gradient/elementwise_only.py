# Takes the softmax for a sigmoid: each weight by its own score, the others left out.
def softmax_gradient(a, da):
    return a * (1 - a) * da
