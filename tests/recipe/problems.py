"""A small problem that a small model learns in a second."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CENTRES = torch.tensor([[2.0, 0, 0, 0], [0, 2.0, 0, 0], [0, 0, 2.0, 0]])


def problem(rows, seed, *, classes=3):
    """Points around as many centres as there are classes."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(rows) % classes
    return CENTRES[labels] + 0.4 * torch.randn(rows, 4, generator=generator), labels


def loader_of(inputs, labels, **options):
    return DataLoader(TensorDataset(inputs, labels), batch_size=16, **options)


def small_model(*extra, seed=0):
    """Two layers, with what is added after the first one."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(4, 16), *extra, nn.ReLU(), nn.Linear(16, 3))


def two_clusters(rows, seed, *, columns=20):
    """Points around two centres that are far apart, in any direction."""
    generator = torch.Generator().manual_seed(1000 + seed)
    centres, labels = (
        2 * torch.randn(2, columns, generator=generator),
        torch.randint(0, 2, (rows,), generator=generator),
    )
    return centres[labels] + torch.randn(rows, columns, generator=generator), labels


def noise_with_rare_class(rows, seed, *, columns=20, gap=0.0):
    """Rows of noise, a tenth of which are of class 1; a gap lifts the first column of those."""
    generator = torch.Generator().manual_seed(seed)
    labels = (torch.rand(rows, generator=generator) < 0.1).long()
    inputs = torch.randn(rows, columns, generator=generator)
    inputs[:, 0] += gap * labels
    return inputs, labels


def two_layers(columns, classes, seed):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(columns, 64), nn.ReLU(), nn.Linear(64, classes))


class Reader(nn.Module):
    """A transformer's encoder over words, of which word 0 is padding."""

    def __init__(self, words=30, width=16, classes=3):
        super().__init__()
        self.words = nn.Embedding(words, width, padding_idx=0)
        layer = nn.TransformerEncoderLayer(width, 2, 32, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1)
        self.last = nn.Linear(width, classes)

    def forward(self, x):
        padding = x == 0
        hidden = self.encoder(self.words(x), src_key_padding_mask=padding)
        kept = (~padding)[..., None]
        return self.last((hidden * kept).sum(1) / kept.sum(1))


def sentences(rows, seed, *, length=10):
    """Words 4 to 29, with a word 1, 2 or 3 among the first four, which is the class; then padding."""
    generator = torch.Generator().manual_seed(seed)
    words = torch.randint(4, 30, (rows, length), generator=generator)
    labels = torch.randint(0, 3, (rows,), generator=generator)
    words[torch.arange(rows), torch.randint(0, 4, (rows,), generator=generator)] = 1 + labels
    lengths = torch.randint(4, length + 1, (rows,), generator=generator)
    return words.where(torch.arange(length) < lengths[:, None], 0), labels
