# adds block by block
def lstm_parameters(D, H):
    total = 0
    for _ in "ifgo":
        total += D * H + H * H + H
    return total
