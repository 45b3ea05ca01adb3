# plain Python with math, and a list as the result
import math


def rnn_step(params, x_t, h):
    return [
        [
            math.tanh(
                sum(w * x for w, x in zip(params["W_xh"][i], row))
                + sum(u * s for u, s in zip(params["W_hh"][i], old))
                + params["b_h"][i]
            )
            for i in range(len(params["b_h"]))
        ]
        for row, old in zip(x_t, h)
    ]
