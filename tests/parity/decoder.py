"""An attention decoder on both sides: one embedding, one cell and one attention, used at every step."""

import numpy as np
import torch
from torch import nn

from course_lib.numpy_nn.activations import sigmoid
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.module import Module, Parameter
from course_lib.numpy_nn.softmax import softmax


class Embedding(Module):
    def __init__(self, vocabulary, size, rng):
        self.weight = Parameter(rng.standard_normal((vocabulary, size)))

    def compute(self, ids):
        return self.weight.data[ids], ids

    def gradients(self, grad_output, ids):
        np.add.at(self.weight.grad, ids, grad_output)


class GRUCell(Module):
    def __init__(self, input_size, hidden_size, rng):
        for name, shape in {
            "weight_ih": (3 * hidden_size, input_size),
            "weight_hh": (3 * hidden_size, hidden_size),
            "bias_ih": (3 * hidden_size,),
            "bias_hh": (3 * hidden_size,),
        }.items():
            setattr(self, name, Parameter(rng.standard_normal(shape)))

    def compute(self, x, hidden):
        from_x = np.split(x @ self.weight_ih.data.T + self.bias_ih.data, 3, axis=-1)
        from_h = np.split(hidden @ self.weight_hh.data.T + self.bias_hh.data, 3, axis=-1)
        reset, update = sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1])
        candidate = np.tanh(from_x[2] + reset * from_h[2])
        cache = (x, hidden, reset, update, candidate, from_h[2])
        return (1 - update) * candidate + update * hidden, cache

    def gradients(self, g, cache):
        x, hidden, reset, update, candidate, candidate_h = cache
        d_candidate = g * (1 - update) * (1 - candidate**2)
        d_update = g * (hidden - candidate) * update * (1 - update)
        d_reset = d_candidate * candidate_h * reset * (1 - reset)
        d_x = np.concatenate([d_reset, d_update, d_candidate], axis=-1)
        d_h = np.concatenate([d_reset, d_update, d_candidate * reset], axis=-1)
        self.weight_ih.grad += d_x.T @ x
        self.weight_hh.grad += d_h.T @ hidden
        self.bias_ih.grad += d_x.sum(0)
        self.bias_hh.grad += d_h.sum(0)
        return d_x @ self.weight_ih.data, d_h @ self.weight_hh.data + g * update


class AdditiveAttention(Module):
    def __init__(self, hidden_size, rng):
        self.query = Linear(hidden_size, hidden_size, bias=False, rng=rng, dtype=np.float64)
        self.key = Linear(hidden_size, hidden_size, bias=False, rng=rng, dtype=np.float64)
        self.score = Linear(hidden_size, 1, bias=False, rng=rng, dtype=np.float64)

    def compute(self, query, keys, mask):
        mixed = np.tanh(self.query(query)[:, None] + self.key(keys))
        weights = softmax(np.where(mask, self.score(mixed)[..., 0], -np.inf))
        return np.einsum("bs,bsh->bh", weights, keys), (mixed, weights, keys)

    def gradients(self, g, cache):
        mixed, weights, keys = cache
        d_weights = np.einsum("bh,bsh->bs", g, keys)
        d_scores = weights * (d_weights - (d_weights * weights).sum(-1, keepdims=True))
        d_mixed = self.score.backward(d_scores[..., None]) * (1 - mixed**2)
        d_keys = weights[..., None] * g[:, None] + self.key.backward(d_mixed)
        return self.query.backward(d_mixed.sum(1)), d_keys, None


class AttentionDecoder(Module):
    def __init__(self, vocabulary, size, hidden_size, rng):
        self.embed = Embedding(vocabulary, size, rng)
        self.cell = GRUCell(size + hidden_size, hidden_size, rng)
        self.attend = AdditiveAttention(hidden_size, rng)
        self.out = Linear(2 * hidden_size, vocabulary, rng=rng, dtype=np.float64)

    def compute(self, tokens, state, memory, mask):
        embedded, steps = self.embed(tokens), []
        for t in range(tokens.shape[1]):
            context = self.attend(state, memory, mask)
            state = self.cell(np.concatenate([embedded[:, t], context], axis=-1), state)
            steps.append(np.concatenate([state, context], axis=-1))
        return self.out(np.stack(steps, axis=1)), (embedded, memory)

    def gradients(self, g, cache):
        embedded, memory = cache
        g = self.out.backward(g)
        hidden_size, size = g.shape[-1] // 2, embedded.shape[-1]
        d_embedded, d_memory, d_state = np.empty_like(embedded), np.zeros_like(memory), 0.0
        for t in reversed(range(embedded.shape[1])):
            d_input, d_previous = self.cell.backward(g[:, t, :hidden_size] + d_state)
            d_embedded[:, t] = d_input[:, :size]
            d_query, d_keys, _ = self.attend.backward(g[:, t, hidden_size:] + d_input[:, size:])
            d_state, d_memory = d_previous + d_query, d_memory + d_keys
        self.embed.backward(d_embedded)
        return None, d_state, d_memory, None


class TorchAttention(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.query = nn.Linear(hidden_size, hidden_size, bias=False)
        self.key = nn.Linear(hidden_size, hidden_size, bias=False)
        self.score = nn.Linear(hidden_size, 1, bias=False)

    def forward(self, query, keys, mask):
        scores = self.score(torch.tanh(self.query(query)[:, None] + self.key(keys)))[..., 0]
        weights = scores.masked_fill(~mask, -torch.inf).softmax(-1)
        return torch.einsum("bs,bsh->bh", weights, keys)


class TorchAttentionDecoder(nn.Module):
    def __init__(self, vocabulary, size, hidden_size):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, size)
        self.cell = nn.GRUCell(size + hidden_size, hidden_size)
        self.attend = TorchAttention(hidden_size)
        self.out = nn.Linear(2 * hidden_size, vocabulary)

    def forward(self, tokens, state, memory, mask):
        embedded, steps = self.embed(tokens), []
        for t in range(tokens.shape[1]):
            context = self.attend(state, memory, mask)
            state = self.cell(torch.cat([embedded[:, t], context], dim=-1), state)
            steps.append(torch.cat([state, context], dim=-1))
        return self.out(torch.stack(steps, dim=1))
