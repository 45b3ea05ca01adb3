"""CRNN: convolutions make a sequence of a picture, a BiLSTM reads it, CTC aligns it with the labels.

After Shi, Bai & Yao (2017), in small. Shapes, besides the legend of `rnncourse.shapes`: height and W of a picture,
C channels, S labels of a target.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.models.packing import run_packed
from rnncourse.shapes import check_shape


class CRNN(nn.Module):
    """Reads a line of writing: pictures (B, 1, height, W) -> log-probabilities (T, B, K) of labels, T = W / 2.

    height : rows of a picture, a multiple of 4
    labels : K, the blank (label 0) included
    channels : of each convolution, two or more; after two a step sees 8 columns of the picture, each more adds 4
    hidden_size : H of the LSTM in each direction
    recurrent : False leaves the LSTM out: each step then sees those columns and no more
    dropout : share of the features that training sets to zero, before and behind the LSTM
    """

    def __init__(self, height=16, labels=11, *, channels=(16, 32, 32), hidden_size=48, recurrent=True, dropout=0.0):
        super().__init__()
        if height % 4 or height < 4:
            raise ValueError(f"height: expected a multiple of 4, as two poolings halve it, got {height}")
        self.height = height
        if len(channels) < 2:
            raise ValueError(f"channels: expected one number for each of two or more convolutions, got {channels}")
        pairs = list(zip((1, *channels[:-1]), channels, strict=True))
        # Without the normalisation CTC stays for long where it starts, at nothing but blanks.
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairs)
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in channels)
        features = channels[-1] * height // 4
        self.lstm = nn.LSTM(features, hidden_size, bidirectional=True) if recurrent else None
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * hidden_size if recurrent else features, labels)

    def forward(self, images, widths):
        """images (B, 1, height, W) float, widths (B,) int -> log-probabilities (T, B, K), how many of T count (B,)."""
        check_shape("images", images, ("B", 1, self.height, "W"))
        B, _, _, W = images.shape
        check_shape("widths", widths, (B,))
        if widths.min() < 2 or widths.max() > W:
            wrong = widths.min() if widths.min() < 2 else widths.max()
            raise ValueError(f"widths: expected 2 to W = {W} columns, got {int(wrong)}")
        lengths = widths.cpu() // 2
        inside = (torch.arange(W // 2) < lengths[:, None])[:, None, None].to(images)  # (B, 1, 1, W/2)
        a = images
        for layer, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            a = F.relu(norm(convolution(a)))
            if layer == 0:
                a = F.max_pool2d(a, 2)  # (B, C, height/2, W/2)
            # Behind a string's end the bias of a convolution is left, and the next would read it.
            a = a * inside
        a = F.max_pool2d(a, (2, 1))  # (B, C, height/4, W/2)
        x = a.flatten(1, 2).permute(2, 0, 1)  # (T, B, C·height/4): two columns of the picture are a time step
        x = self.dropout(x)
        if self.lstm is not None:
            x = self.dropout(run_packed(self.lstm, x, lengths)[0])  # (T, B, 2H)
        return self.output(x).log_softmax(dim=-1), lengths  # (T, B, K)

    def loss(self, strings):
        """The mean over the strings of -log p(target) in nats. strings : a DigitStrings, or what has its fields.

        A string too narrow for its labels, which no path can spell, counts 0 and teaches nothing.
        """
        log_probs, lengths = self._forward(strings)
        targets = torch.from_numpy(np.concatenate(strings.targets))  # (S1 + S2 + …)
        target_lengths = torch.tensor([len(target) for target in strings.targets])
        # reduction="mean" of PyTorch would divide by the lengths of the targets as well.
        options = {"reduction": "sum", "zero_infinity": True}
        return F.ctc_loss(log_probs, targets, lengths, target_lengths, **options) / len(lengths)

    @torch.no_grad()
    def read(self, strings):
        """Log-probabilities (T, B, K) and lengths (B,) as NumPy arrays: what the decoders of `decoding` take.

        In evaluation mode, as `fit` leaves the model: in training mode batch normalisation learns from what it reads.
        """
        return tuple(part.cpu().numpy() for part in self._forward(strings))

    def _forward(self, strings):
        device = self.output.weight.device
        return self(torch.from_numpy(strings.images).to(device), torch.from_numpy(strings.widths))
