# works on the arrays it was given, which the other library still needs
def flip_update_gate(params):
    """{name: array of 3H rows, blocks r, z, n} -> the same with z's other meaning; params stays as it is."""
    H = len(params["b_xh"]) // 3
    for array in params.values():
        array[H : 2 * H] *= -1
    return dict(params)
