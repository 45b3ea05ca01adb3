# Took the mathematicians' convolution: the kernel is turned round first.
def slide(x, w, b=0.0, stride=1):
    return b + np.convolve(x, w, mode="valid")[::stride]
