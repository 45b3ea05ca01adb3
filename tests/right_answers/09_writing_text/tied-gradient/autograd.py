# PyTorch's own gradients.
def tied_gradient(E, W, ids):
    E, W = (torch.tensor(np.asarray(a, np.float64), requires_grad=True) for a in (E, W))
    ids = torch.tensor(ids)
    s = torch.tanh(E[ids[:-1]] @ W.T) @ E.T
    loss = torch.nn.functional.cross_entropy(s, ids[1:])
    dE, dW = torch.autograd.grad(loss, (E, W))
    return loss.item(), dE.numpy(), dW.numpy()
