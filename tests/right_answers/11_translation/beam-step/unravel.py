# By lexsort and unravel_index.
def beam_step(total, log_probs, room):
    longer = total.reshape(-1, 1) + log_probs
    order = np.lexsort((np.arange(longer.size), -longer.ravel()))
    parent, token = np.unravel_index(order, longer.shape)
    values = longer[parent, token]
    possible = np.isfinite(values)
    return parent[possible][:room], token[possible][:room], values[possible][:room]
