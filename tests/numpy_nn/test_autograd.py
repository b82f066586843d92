"""Tensors differentiate themselves: values by hand, what is remembered for how long, and what is refused."""

import gc
import sys
import weakref

import numpy as np
import pytest

from course_lib.numpy_nn.autograd import Tensor


def weight(values, dtype=np.float64):
    return Tensor(values, requires_grad=True, dtype=dtype)


def test_the_chain_rule_by_hand():
    x, w, b = weight(3.0), weight(-2.0), weight(5.0)
    loss = (w * x + b) ** 2  # (−6 + 5)²
    loss.backward()
    assert loss.item() == 1
    assert (w.grad, x.grad, b.grad) == (2 * -1 * 3, 2 * -1 * -2, 2 * -1)


def test_a_value_used_twice_gets_both_gradients():
    x = weight([1.0, 2.0])
    (x * x + x).sum().backward()
    assert x.grad.tolist() == [3, 5]


def test_what_was_repeated_by_broadcasting_adds_its_gradients():
    column, row = weight([[1.0], [2.0]]), weight([1.0, 1.0, 1.0])
    (column * row).sum().backward()
    assert column.grad.tolist() == [[3], [3]]
    assert row.grad.tolist() == [3, 3, 3]


def test_what_was_picked_twice_gets_both_gradients_and_the_rest_gets_none():
    x = weight([1.0, 2.0, 3.0])
    (x[[0, 0, 2]] * np.array([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [11, 0, 100]


def test_the_greatest_values_share_the_gradient():
    x = weight([1.0, 2.0, 2.0])
    x.max().backward()
    assert x.grad.tolist() == [0, 0.5, 0.5]


def test_a_way_back_may_begin_with_a_gradient_from_elsewhere():
    x = weight([1.0, 2.0])
    (2 * x).backward(np.array([1.0, 10.0]))
    assert x.grad.tolist() == [2, 20]


def test_gradients_add_up_until_they_are_forgotten():
    x = weight(2.0)
    for expected in (3, 6, 9):
        (3 * x).backward()
        assert x.grad == expected
    x.zero_grad()
    assert x.grad is None


def test_tensors_on_the_way_have_their_gradients_too():
    x = weight(2.0)
    y = 3 * x
    (y * y).backward()
    assert y.grad == 12


def test_constants_have_no_gradient_and_leave_no_record():
    x, constant = weight(2.0), Tensor(3.0, dtype=np.float64)
    (x * constant).backward()
    assert constant.grad is None
    nodes, edges = (constant * constant + 1).graph()
    assert (len(nodes), edges) == (1, [])


# ---------------------------------------------------------------------------------------------- the record


def test_ten_thousand_operations_need_no_recursion():
    x = weight(1.0)
    y = x
    for _ in range(10_000):
        y = y + x
    assert sys.getrecursionlimit() < 10_000
    y.backward()
    assert x.grad == 10_001
    del y  # taking the long chain apart needs none either


def test_a_computation_that_nobody_holds_is_gone_at_once():
    """With cycles it would stay until the garbage collector comes, and weights are large."""
    x, w = weight(np.ones((2, 3))), weight(np.ones((3, 2)))
    gc.disable()
    try:
        for go_back in (False, True):
            hidden = (x @ w - w.max() / 2).tanh().sigmoid().relu().exp().log()
            parts = (hidden.T[0] ** 2).reshape(2, 1)
            loss = parts.sum(0).mean() + hidden.softmax_cross_entropy(np.array([0, 1]))
            if go_back:
                loss.backward()
            remains = [weakref.ref(tensor) for tensor in (hidden, parts, loss)]
            del hidden, parts, loss
            assert [remain() for remain in remains] == [None] * 3
    finally:
        gc.enable()


def test_going_back_twice_is_refused():
    loss = weight(2.0) ** 2
    loss.backward()
    with pytest.raises(RuntimeError, match="gone back through already"):
        loss.backward()


def test_going_back_through_a_shared_part_twice_is_refused_and_changes_nothing():
    x = weight(2.0)
    shared = x * x
    first, second = shared * 3, (shared + x) * x
    first.backward()
    with pytest.raises(RuntimeError, match="add up the losses"):
        second.backward()
    assert x.grad == 12
    assert second.grad is None


def test_one_way_back_serves_the_sum_of_two_losses():
    x = weight(2.0)
    shared = x * x
    (shared * 3 + shared * 4).backward()
    assert x.grad == 28


def test_nothing_to_go_back_to_is_said():
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        (Tensor(2.0) * 3).backward()


# --------------------------------------------------------------------------------- nothing changes in place


def test_values_and_gradients_cannot_be_changed_in_place():
    x = weight([1.0, 2.0])
    y = 2 * x
    y.backward(np.ones(2))
    for values in (x.data, y.data, x.grad, y.grad):
        with pytest.raises(ValueError, match="read-only"):
            values += 1
    with pytest.raises(TypeError, match="item assignment"):
        x[0] = 5.0
    with pytest.raises(ValueError, match="result of ×"):
        y.data = np.zeros(2)


def test_a_weight_takes_new_values_without_changing_what_was_recorded():
    w = weight(3.0)
    loss = w * w
    w.data = w.data - 1
    loss.backward()
    assert (w.data, w.grad) == (2, 6)  # the gradient belongs to the way forward, where w was 3


def test_what_the_caller_changes_later_has_no_part_in_it():
    values, rows, labels = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([0, 0]), np.array([0, 1])
    seed = np.array(1.0)
    x = weight(values)
    expected = weight(values)
    expected[rows.copy()].softmax_cross_entropy(labels.copy()).backward()
    loss = x[rows].softmax_cross_entropy(labels)
    for given in (values, rows, labels):
        given[:] = 1
    loss.backward(seed)
    seed *= 2
    np.testing.assert_array_equal(x.grad, expected.grad)
    assert loss.grad == 1


# ------------------------------------------------------------------------------------------------- dtypes


OPERATIONS = {
    "arithmetic": lambda x: 1 - 2 * x / 3 + (-x) ** 2 - 5 / (x + 4) + np.float64(2) * x,
    "powers": lambda x: 2**x + x**x + x**0.5,
    "functions": lambda x: x.exp() + x.log() + x.tanh() + x.sigmoid() + x.relu(),
    "reductions": lambda x: x.sum() * x.mean() * x.max() + x.sum(0) + x.mean(1) + x.max(-1),
    "arrangements": lambda x: x.T[0] + x.reshape(4)[1:3],
    "matrices": lambda x: x @ x @ x[0],
    "loss": lambda x: x.softmax_cross_entropy(np.array([0, 1])),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_dtype_that_comes_in_goes_out(name, dtype):
    x = weight([[1.0, 2.0], [3.0, 4.0]], dtype)
    y = OPERATIONS[name](x)
    y.backward(np.ones(y.shape))
    assert y.dtype == y.data.dtype == y.grad.dtype == x.grad.dtype == dtype


def test_numbers_become_float32_and_arrays_keep_their_dtype():
    assert Tensor(1.0).dtype == Tensor([1, 2]).dtype == np.float32
    assert Tensor(np.ones(2)).dtype == np.float64
    assert Tensor(np.ones(2), dtype=np.float32).dtype == np.float32


def test_arrays_stand_on_either_side_of_a_tensor():
    x, array = weight([[1.0, 2.0]]), np.array([[3.0], [4.0]])
    assert (array + x).data.tolist() == (x + array).data.tolist() == [[4, 5], [5, 6]]
    assert (array @ x).data.tolist() == [[3, 6], [4, 8]]
    assert (array - x).data.tolist() == [[2, 1], [3, 2]]
    assert (array / x).data.tolist() == [[3, 1.5], [4, 2]]


def test_a_tensor_says_what_it_is():
    assert repr(weight([1.0, 2.5])) == "Tensor([1. , 2.5], requires_grad=True)"
    assert repr(Tensor(3.0)) == "Tensor(3.)"


# ---------------------------------------------------------------------------------------------- the graph


def test_the_graph_lists_what_was_made_of_what():
    x, w = Tensor(3.0), Tensor(2.0, requires_grad=True)
    product = w * x
    loss = product + product
    loss.backward()
    nodes, edges = loss.graph(w=w, x=x, loss=loss)
    assert [(node["name"], node["operation"]) for node in nodes] == [
        ("x", ""),
        ("w", ""),
        ("", "×"),
        ("loss", "+"),
    ]
    assert [float(node["value"]) for node in nodes] == [3, 2, 6, 12]
    assert [node["gradient"] for node in nodes] == [None, 6, 2, 1]
    assert edges == [(1, 2), (0, 2), (2, 3), (2, 3)]


def test_a_graph_can_be_described_before_the_way_back():
    nodes, _ = (weight(2.0) * 3).graph()
    assert [node["gradient"] for node in nodes] == [None] * 3


def test_a_name_for_a_tensor_that_took_no_part_is_refused():
    with pytest.raises(ValueError, match="received other="):
        (weight(2.0) * 3).graph(other=weight(1.0))


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("mistake", "error", "words"),
    [
        (lambda: Tensor("one"), TypeError, "expected numbers"),
        (lambda: Tensor([[1.0], [2.0, 3.0]]), ValueError, "rows of one length"),
        (lambda: Tensor(None), TypeError, "expected numbers"),
        (lambda: Tensor([]), ValueError, "at least one value"),
        (lambda: Tensor(np.array([1, 2])), TypeError, "expected floats"),
        (lambda: Tensor(1.0, requires_grad=1), TypeError, "requires_grad"),
        (lambda: Tensor(1.0, dtype=int), TypeError, "expected np.float32"),
        (lambda: weight([1.0]) + "1", TypeError, "expected a tensor, number or array"),
        (lambda: weight([1.0]) * None, TypeError, "expected a tensor, number or array"),
        (lambda: weight([1.0]) + Tensor([1.0]), TypeError, "expected float64 beside float64"),
        (lambda: weight([1.0]) + np.ones(1, np.float32), TypeError, "received float32"),
        (
            lambda: weight([1.0, 2.0]) + weight([1.0, 2.0, 3.0]),
            ValueError,
            "^.: expected shapes that can be broadcast, received .2,. and .3,.$",
        ),
        (lambda: weight([[1.0, 2.0]]) @ weight([[1.0, 2.0]]), ValueError, "received .1, 2. and .1, 2."),
        (lambda: weight(1.0) @ weight([1.0]), ValueError, "received .. and .1,."),
        (lambda: list(weight([1.0])), TypeError, "not iterable"),
        (lambda: np.exp(weight([1.0])), TypeError, "ufunc"),
        (lambda: weight([1.0, 2.0]).backward(), ValueError, "take the sum or the mean"),
        (lambda: weight([1.0, 2.0]).backward(np.ones(3)), ValueError, "expected a gradient of shape .2,."),
        (lambda: weight([1.0, 2.0]).backward(1.0), ValueError, "expected a gradient of shape .2,."),
        (lambda: weight([1.0]).softmax_cross_entropy(np.array([0])), ValueError, "expected .batch, classes"),
        (lambda: weight([[1.0]]).softmax_cross_entropy(np.array([1])), ValueError, "from 0 to 0"),
        (lambda: weight([[1.0]]).softmax_cross_entropy(np.array([0, 0])), ValueError, "expected 1 as logits"),
        (lambda: weight([[1.0]]).softmax_cross_entropy(np.array([0.0])), TypeError, "integers"),
        (lambda: setattr(weight([1.0]), "data", np.ones(2)), ValueError, "expected float64 of shape .1,."),
        (lambda: setattr(weight([1.0]), "data", np.ones(1, np.float32)), ValueError, "received float32"),
        (lambda: setattr(weight([1.0]), "data", 1), TypeError, "expected a NumPy array"),
        (
            lambda: weight([1.0, 2.0]).item(),
            ValueError,
            "^item: expected one value, received shape .2,.; take",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(mistake, error, words):
    with pytest.raises(error, match=words):
        mistake()
