# the learner gave the state so large a weight that a 1 no longer turns it
def seen_a_one():
    return {"W_xh": np.array([[2.0]]), "W_hh": np.array([[10.0]]), "b_h": np.array([-1.0])}
