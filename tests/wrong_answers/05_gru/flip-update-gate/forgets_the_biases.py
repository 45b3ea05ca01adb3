# turns the matrices only: the biases stand in the same sum
def flip_update_gate(params):
    """{name: array of 3H rows, blocks r, z, n} -> the same with z's other meaning; params stays as it is."""
    H = len(params["b_xh"]) // 3
    flipped = {name: array.copy() for name, array in params.items()}
    for name in ("W_xh", "W_hh"):
        flipped[name][H : 2 * H] *= -1
    return flipped
