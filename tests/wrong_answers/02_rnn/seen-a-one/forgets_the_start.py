# the learner left the bias at zero: while only zeros come the state stays exactly 0, not below
def seen_a_one():
    return {"W_xh": np.array([[10.0]]), "W_hh": np.array([[3.0]]), "b_h": np.array([0.0])}
