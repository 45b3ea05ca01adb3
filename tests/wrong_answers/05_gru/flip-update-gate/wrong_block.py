# takes the first block for the update gate: the order is r, z, n
def flip_update_gate(params):
    """{name: array of 3H rows, blocks r, z, n} -> the same with z's other meaning; params stays as it is."""
    H = len(params["b_xh"]) // 3
    flipped = {name: array.copy() for name, array in params.items()}
    for array in flipped.values():
        array[:H] *= -1
    return flipped
