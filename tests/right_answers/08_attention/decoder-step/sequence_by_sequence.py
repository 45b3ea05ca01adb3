# A loop over the sequences, with the learner's own masked softmax.
def decoder_step(params, x_t, h, context, memory, mask):
    said, states, contexts, looks = [], [], [], []
    for b in range(len(x_t)):
        sums = params["W_xh"] @ x_t[b] + params["W_ch"] @ context[b] + params["W_hh"] @ h[b] + params["b_h"]
        state = np.tanh(sums)
        e = np.where(mask[b], memory[:, b] @ state, -np.inf)
        a = np.exp(e - e.max())
        a /= a.sum()
        seen = a @ memory[:, b]
        scores = params["W_hy"] @ state + params["W_cy"] @ seen + params["b_y"]
        said.append(scores - scores.max() - np.log(np.exp(scores - scores.max()).sum()))
        states.append(state)
        contexts.append(seen)
        looks.append(a)
    return np.array(said), np.array(states), np.array(contexts), np.array(looks)
