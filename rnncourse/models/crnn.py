"""CRNN: convolutions make a sequence of a picture, a BiLSTM reads it, CTC aligns it with the labels.

After Shi, Bai & Yao (2017), in small. Shapes, besides the legend of `rnncourse.shapes`: height and W of a picture,
C channels, S labels of a target.
"""

import torch.nn.functional as F
from torch import nn

from rnncourse.shapes import check_shape


class CRNN(nn.Module):
    """Reads a line of writing: pictures (B, 1, height, W) -> log-probabilities (T, B, K) of labels, T = W / 2.

    height : rows of a picture, a multiple of 4
    labels : K, the blank (label 0) included
    channels : of the two convolutions
    hidden_size : H of the LSTM in each direction
    recurrent : False leaves the LSTM out: each step then sees 10 columns of the picture and no more
    """

    def __init__(self, height=16, labels=11, *, channels=(16, 32), hidden_size=64, recurrent=True, dropout=0.0):
        super().__init__()
        if height % 4 or height < 4:
            raise ValueError(f"height: expected a multiple of 4, as two poolings halve it, got {height}")
        self.height = height
        first, second = channels
        self.conv1 = nn.Conv2d(1, first, 3, padding=1)
        self.norm1, self.norm2 = nn.BatchNorm2d(first), nn.BatchNorm2d(second)
        self.conv2 = nn.Conv2d(first, second, 3, padding=1)
        features = second * height // 4
        self.dropout = nn.Dropout(dropout)
        self.lstm = nn.LSTM(features, hidden_size, bidirectional=True) if recurrent else None
        self.output = nn.Linear(2 * hidden_size if recurrent else features, labels)

    def forward(self, images, widths):
        """images (B, 1, height, W) float, widths (B,) int -> log-probabilities (T, B, K), how many of T count (B,)."""
        check_shape("images", images, ("B", 1, self.height, "W"))
        check_shape("widths", widths, (len(images),))
        a = F.relu(self.norm1(self.conv1(images)))  # (B, C1, height, W)
        a = F.max_pool2d(a, 2)  # (B, C1, height/2, W/2)
        a = F.relu(self.norm2(self.conv2(a)))  # (B, C2, height/2, W/2)
        a = F.max_pool2d(a, (2, 1))  # (B, C2, height/4, W/2)
        x = a.flatten(1, 2).permute(2, 0, 1)  # (T, B, C2·height/4): a column of the picture is a time step
        x = self.dropout(x)
        lengths = widths.cpu() // 2
        if self.lstm is not None:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
            x, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], total_length=len(x))  # (T, B, 2H)
            x = self.dropout(x)
        return self.output(x).log_softmax(dim=-1), lengths  # (T, B, K)
