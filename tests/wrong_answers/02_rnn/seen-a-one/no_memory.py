# the learner answered whether this bit is a 1: nothing leads from state to state
def seen_a_one():
    return {"W_xh": np.array([[10.0]]), "W_hh": np.array([[0.0]]), "b_h": np.array([-5.0])}
