# One token after the other.
def nucleus(p, top_p):
    q, total = [0.0] * len(p), 0.0
    for i in sorted(range(len(p)), key=lambda i: -p[i]):
        if total >= top_p:
            break
        q[i], total = p[i], total + p[i]
    return np.array(q) / total
