"""What forward and backward really run: the numbers of the loop over `step`, computed faster.

rnn, lstm, gru_after, gru_before     one kernel each, as two functions

    y, state, kept    = forward(layer, x, state, ended)           ended (T, B, 1) booleans, or None
    dx, dstate, grads = backward(layer, cache, dy, dstate)

What is faster than the loop: the inputs of all steps meet their weights in one product; what the backward pass
multiplies a gradient with does not depend on it, so it is computed for many steps at once; the gradients of the weights
are one product over all steps; nothing is allocated within the loop. The equations are those of the cells, and the
tests say that the numbers are, too. y is copied, so that nothing handed out is a view of what is kept.
"""
