"""Weights on the way between NumPy, PyTorch and files: every bit arrives."""

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from course_lib.numpy_nn.mlp import MLP
from course_lib.torch_nn.mlp import MLP as TorchMLP
from course_lib.weights import load, save, to_numpy, to_torch

DTYPES = [(np.float32, torch.float32), (np.float64, torch.float64)]


def assert_bits_equal(first, second):
    assert first.keys() == second.keys()
    for name in first:
        assert first[name].dtype == second[name].dtype
        assert first[name].shape == second[name].shape
        assert first[name].tobytes() == second[name].tobytes()


@pytest.mark.parametrize(("dtype", "torch_dtype"), DTYPES)
def test_weights_go_into_pytorch_and_back_bit_by_bit(dtype, torch_dtype):
    ours, theirs = MLP([5, 4, 3], dtype=dtype), TorchMLP([5, 4, 3], dtype=torch_dtype)
    theirs.load_state_dict(to_torch(ours.state_dict()))
    back = MLP([5, 4, 3], dtype=dtype)
    back.load_state_dict(to_numpy(theirs.state_dict()))
    assert_bits_equal(back.state_dict(), ours.state_dict())


@pytest.mark.parametrize(("dtype", "torch_dtype"), DTYPES)
def test_a_file_of_numpy_loads_into_pytorch_and_one_of_pytorch_into_numpy(tmp_path, dtype, torch_dtype):
    ours, theirs = MLP([5, 4, 3], dtype=dtype), TorchMLP([5, 4, 3], dtype=torch_dtype)
    save(ours.state_dict(), tmp_path / "ours.safetensors")
    theirs.load_state_dict(safetensors.torch.load_file(tmp_path / "ours.safetensors"))
    assert_bits_equal(to_numpy(theirs.state_dict()), ours.state_dict())

    theirs = TorchMLP([5, 4, 3], dtype=torch_dtype)
    safetensors.torch.save_file(theirs.state_dict(), tmp_path / "theirs.safetensors")
    ours.load_state_dict(load(tmp_path / "theirs.safetensors"))
    assert_bits_equal(ours.state_dict(), to_numpy(theirs.state_dict()))


def test_what_arrives_is_a_copy():
    ours, theirs = MLP([2, 2]), TorchMLP([2, 2])
    state = to_numpy(theirs.state_dict())
    before = {name: values.copy() for name, values in state.items()}
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.add_(1)
    assert_bits_equal(state, before)
    tensors = to_torch(state)
    state["layers.0.bias"] += 1
    assert tensors["layers.0.bias"].tolist() == before["layers.0.bias"].tolist()
    ours.load_state_dict(before)


def tied():
    model = MLP([3, 3, 3, 3])
    model.layers[4].weight = model.layers[0].weight
    return model


def torch_tied():
    model = TorchMLP([3, 3, 3, 3])
    model.layers[4].weight = model.layers[0].weight
    return model


def test_tied_weights_are_stored_once_and_come_back_tied(tmp_path):
    path = tmp_path / "tied.safetensors"
    model = tied()
    save(model.state_dict(), path)
    with safetensors.safe_open(path, framework="numpy") as file:
        assert "layers.0.weight" in file.keys()  # noqa: SIM118 (it is no dict)
        assert "layers.4.weight" not in file.keys()  # noqa: SIM118
    state = load(path)
    assert state["layers.4.weight"] is state["layers.0.weight"]
    assert_bits_equal(state, model.state_dict())
    other, theirs = tied(), torch_tied()
    other.load_state_dict(state)
    theirs.load_state_dict(to_torch(state))
    assert_bits_equal(other.state_dict(), model.state_dict())
    assert_bits_equal(to_numpy(theirs.state_dict()), model.state_dict())


def test_ties_survive_the_way_into_pytorch_and_back():
    state = to_numpy(torch_tied().state_dict())
    assert state["layers.4.weight"] is state["layers.0.weight"]
    tensors = to_torch(state)
    assert tensors["layers.4.weight"] is tensors["layers.0.weight"]
    assert tensors["layers.2.weight"] is not tensors["layers.0.weight"]


def test_files_with_ties_are_those_of_safetensors_itself(tmp_path):
    theirs = torch_tied()
    safetensors.torch.save_model(theirs, tmp_path / "theirs.safetensors")
    assert_bits_equal(load(tmp_path / "theirs.safetensors"), to_numpy(theirs.state_dict()))

    ours = tied()
    save(ours.state_dict(), tmp_path / "ours.safetensors")
    missing, unexpected = safetensors.torch.load_model(theirs, tmp_path / "ours.safetensors")
    assert not missing
    assert not unexpected
    assert_bits_equal(to_numpy(theirs.state_dict()), ours.state_dict())


@pytest.mark.parametrize("kept", ["layers.0.weight", "layers.4.weight"])
def test_a_file_that_knows_only_one_name_of_a_tied_weight_loads(tmp_path, kept):
    model = tied()
    state = model.state_dict()
    for name in {"layers.0.weight", "layers.4.weight"} - {kept}:
        del state[name]
    save(state, tmp_path / "one.safetensors")
    other = tied()
    other.load_state_dict(load(tmp_path / "one.safetensors"))
    assert_bits_equal(other.state_dict(), model.state_dict())


def test_arrays_in_any_order_of_memory_are_stored_as_they_read(tmp_path):
    grid = np.arange(6.0).reshape(2, 3)
    state = {"transposed": grid.T, "every other": grid[:, ::2], "number": np.array(2.5)}
    save(state, tmp_path / "orders.safetensors")
    assert_bits_equal(load(tmp_path / "orders.safetensors"), state)


def test_views_of_one_array_that_differ_are_not_taken_for_one(tmp_path):
    grid = np.arange(4.0).reshape(2, 2)
    save({"as it is": grid, "transposed": grid.T}, tmp_path / "views.safetensors")
    loaded = load(tmp_path / "views.safetensors")
    assert loaded["transposed"].tolist() == [[0, 2], [1, 3]]
    assert loaded["as it is"].tolist() == [[0, 1], [2, 3]]


def damaged(tmp_path):
    (tmp_path / "damaged.safetensors").write_bytes(b"no such format")
    return tmp_path / "damaged.safetensors"


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (
            lambda path: load(path / "none.safetensors"),
            FileNotFoundError,
            "there is no file .*none.safetensors",
        ),
        (lambda path: load(path), FileNotFoundError, "there is no file"),
        (lambda path: load(damaged(path)), ValueError, "damaged.safetensors is not a safetensors file"),
        (
            lambda path: save({"w": np.ones(2)}, path / "no" / "w"),
            FileNotFoundError,
            "there is no folder .*no;",
        ),
        (lambda path: save({"w": torch.ones(2)}, path / "w"), TypeError, "w: expected .* NumPy .* Tensor"),
        (lambda path: save(np.ones(2), path / "w"), TypeError, "NumPy arrays by name, received ndarray"),
        (lambda path: to_torch({"w": [1.0]}), TypeError, "w: expected .* received list"),
        (lambda path: to_numpy({"w": np.ones(2)}), TypeError, "w: expected .* PyTorch .* received ndarray"),
        (lambda path: to_numpy(nn.Linear(2, 2)), TypeError, "received Linear"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused(tmp_path, mistake, error, message):
    with pytest.raises(error, match=message):
        mistake(tmp_path)
