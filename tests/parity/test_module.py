"""The layer protocol against autograd, where one cache a layer would be wrong."""

import numpy as np
import torch
from torch import nn

from course_lib.equality import Proof, prove_equal, require_equal
from course_lib.numpy_nn.activations import Tanh
from course_lib.numpy_nn.linear import Linear
from course_lib.numpy_nn.mlp import MLP
from course_lib.numpy_nn.module import Module
from course_lib.weights import to_torch
from parity.cases import Case
from parity.decoder import AttentionDecoder, Embedding, TorchAttentionDecoder


def decoder(rng):
    mask = np.ones((4, 5), dtype=bool)
    mask[1, 3:] = False
    inputs = (rng.integers(0, 11, (4, 7)), rng.standard_normal((4, 8)), rng.standard_normal((4, 5, 8)), mask)
    return Case(AttentionDecoder(11, 6, 8, rng), (TorchAttentionDecoder(11, 6, 8),), inputs)


def test_a_decoder_that_uses_its_layers_at_seven_steps_equals_torch():
    case = decoder(np.random.default_rng(0))
    proof = prove_equal(case.numpy, case.references[0], *case.inputs)
    assert proof == Proof(input_gradients=2, parameter_gradients=10, tolerance=1e-10)


class Adversaries(Module):
    """A discriminator used on real rows and on generated ones: two calls of one network in one step."""

    def __init__(self, generator, discriminator):
        self.generator, self.discriminator = generator, discriminator

    def compute(self, real, noise):
        on_real = self.discriminator(real)
        on_fake = self.discriminator(self.generator(noise))
        return np.concatenate([on_real, on_fake]), len(real)

    def gradients(self, grad_output, rows):
        grad_fake = self.discriminator.backward(grad_output[rows:])  # the last call first
        grad_noise = self.generator.backward(grad_fake)
        return self.discriminator.backward(grad_output[:rows]), grad_noise


class TorchAdversaries(nn.Module):
    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator

    def forward(self, real, noise):
        return torch.cat([self.discriminator(real), self.discriminator(self.generator(noise))])


def torch_mlp(*sizes):
    """An MLP with tanh and the names of ours."""
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(fan_in, fan_out), nn.Tanh()]
    model = nn.Module()
    model.layers = nn.Sequential(*layers[:-1])
    model.forward = model.layers.forward
    return model.double()


def adversaries(rng):
    ours = Adversaries(MLP([3, 5, 2], Tanh, rng=rng), MLP([2, 6, 1], Tanh, rng=rng))
    theirs = TorchAdversaries(torch_mlp(3, 5, 2), torch_mlp(2, 6, 1))
    return Case(ours, (theirs,), (rng.standard_normal((4, 2)), rng.standard_normal((9, 3))))


def test_a_discriminator_used_twice_and_walked_into_a_generator_equals_torch():
    case = adversaries(np.random.default_rng(1))
    assert prove_equal(case.numpy, case.references[0], *case.inputs) == Proof(2, 8, 1e-10)


def test_a_chain_of_separate_calls_is_walked_back_by_hand():
    rng = np.random.default_rng(2)
    generator = MLP([3, 5, 2], Tanh, rng=rng, dtype=np.float64)
    discriminator = MLP([2, 6, 1], Tanh, rng=rng, dtype=np.float64)
    their_generator, their_discriminator = torch_mlp(3, 5, 2), torch_mlp(2, 6, 1)
    their_generator.load_state_dict(to_torch(generator.state_dict()))
    their_discriminator.load_state_dict(to_torch(discriminator.state_dict()))
    noise, g = rng.standard_normal((9, 3)), rng.standard_normal((9, 1))

    discriminator(generator(noise))
    grad_noise = generator.backward(discriminator.backward(g))

    their_noise = torch.tensor(noise, requires_grad=True)
    their_discriminator(their_generator(their_noise)).backward(torch.tensor(g))
    require_equal("gradient of the noise", grad_noise, their_noise.grad)
    for ours, theirs in ((generator, their_generator), (discriminator, their_discriminator)):
        for (name, parameter), their_parameter in zip(
            ours.named_parameters(), theirs.parameters(), strict=True
        ):
            require_equal(name, parameter.grad, their_parameter.grad)


class TiedLanguageModel(Module):
    """Reads and writes with one matrix."""

    def __init__(self, vocabulary, size, rng):
        self.embed = Embedding(vocabulary, size, rng)
        self.out = Linear(size, vocabulary, bias=False, rng=rng, dtype=np.float64)
        self.out.weight = self.embed.weight

    def compute(self, tokens):
        return self.out(self.embed(tokens)), None

    def gradients(self, grad_output, cache):
        return self.embed.backward(self.out.backward(grad_output))


class TorchTiedLanguageModel(nn.Module):
    def __init__(self, vocabulary, size):
        super().__init__()
        self.embed, self.out = nn.Embedding(vocabulary, size), nn.Linear(size, vocabulary, bias=False)
        self.out.weight = self.embed.weight

    def forward(self, tokens):
        return self.out(self.embed(tokens))


def tied_weights(rng):
    tokens = rng.integers(0, 11, (4, 7))
    return Case(TiedLanguageModel(11, 6, rng), (TorchTiedLanguageModel(11, 6),), (tokens,))


def test_the_gradient_of_tied_weights_is_the_sum_over_their_uses():
    case = tied_weights(np.random.default_rng(3))
    proof = prove_equal(case.numpy, case.references[0], *case.inputs)
    assert proof == Proof(input_gradients=0, parameter_gradients=1, tolerance=1e-10)


CASES = [decoder, adversaries, tied_weights]
