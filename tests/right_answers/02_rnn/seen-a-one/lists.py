# nested lists instead of arrays, and other weights
def seen_a_one():
    return {"W_xh": [[20]], "W_hh": [[4]], "b_h": [-2]}
