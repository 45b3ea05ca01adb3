# the learner thought only of keeping the state: the ones never get in
def seen_a_one():
    return {"W_xh": np.array([[0.0]]), "W_hh": np.array([[3.0]]), "b_h": np.array([-1.0])}
