# the learner gave the state too small a weight: tanh(0.9 h) shrinks, and the bias wins
def seen_a_one():
    return {"W_xh": np.array([[10.0]]), "W_hh": np.array([[0.9]]), "b_h": np.array([-0.1])}
