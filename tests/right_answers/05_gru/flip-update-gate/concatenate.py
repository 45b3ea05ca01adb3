# puts new arrays together
def flip_update_gate(params):
    new = {}
    for name, array in params.items():
        r, z, n = np.split(array, 3)
        new[name] = np.concatenate([r, -z, n])
    return new
