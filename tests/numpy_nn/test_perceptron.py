"""What one neuron with a step can learn, and what it cannot."""

import numpy as np
import pytest

from course_lib.numpy_nn.perceptron import Perceptron, mistake_bound

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
AND, OR, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0])


@pytest.mark.parametrize("labels", [AND, OR])
def test_a_perceptron_learns_and_and_or(labels):
    neuron = Perceptron(2)
    mistakes = neuron.fit(CORNERS, labels).mistakes
    assert mistakes[-1] == 0
    assert 0 not in mistakes[:-1]
    assert neuron(CORNERS).tolist() == labels.tolist()


def test_xor_defeats_it_in_every_epoch_and_its_weights_come_round_again():
    neuron = Perceptron(2)
    lesson = neuron.fit(CORNERS, XOR, epochs=50, record=True)
    assert len(lesson.mistakes) == 50
    assert 0 not in lesson.mistakes
    places = {(*update.weight.tolist(), float(update.bias)) for update in lesson.updates}
    assert len(places) < 10 < len(lesson.updates)


def test_a_missed_yes_adds_the_row_and_a_false_alarm_takes_it_away():
    neuron, row = Perceptron(2), np.array([[2.0, -1.0]], np.float32)
    neuron.fit(row, np.array([1]), epochs=1)
    assert (neuron.weight.tolist(), neuron.bias) == ([2.0, -1.0], 1)
    neuron.fit(row, np.array([0]), epochs=1)
    assert (neuron.weight.tolist(), neuron.bias) == ([0.0, 0.0], 0)


def test_a_right_answer_changes_nothing():
    neuron = Perceptron(2)
    lesson = neuron.fit(CORNERS, np.array([0, 0, 0, 0]), record=True)  # it says no to everything as it is
    assert lesson == ([0], [])
    assert not neuron.weight.any()


def test_updates_are_kept_only_if_asked_for_and_each_as_it_was():
    lesson = Perceptron(2).fit(CORNERS, AND, record=True)
    assert len(lesson.updates) == sum(lesson.mistakes)
    assert lesson.updates[0].row == 3
    assert lesson.updates[0].weight.tolist() == [1, 1]
    assert Perceptron(2).fit(CORNERS, AND).updates == []


def test_the_bound_is_the_square_of_radius_over_margin():
    x, labels = np.array([[3.0], [-1.0]]), np.array([1, 0])
    bound = mistake_bound(x, labels, np.array([1.0]), np.array(0.0))
    assert bound.radius == pytest.approx(np.sqrt(10))  # of (3, 1)
    assert bound.margin == pytest.approx(1)
    assert bound.mistakes == pytest.approx(10)


def test_the_bound_does_not_depend_on_the_length_of_the_weights():
    x, labels = np.array([[3.0, 1.0], [-1.0, 0.5]]), np.array([1, 0])
    once = mistake_bound(x, labels, np.array([1.0, 0.5]), np.array(-0.25))
    assert mistake_bound(x, labels, np.array([8.0, 4.0]), np.array(-2.0)) == pytest.approx(once, rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_perceptron_keeps_its_dtype(dtype):
    neuron = Perceptron(2, dtype=dtype)
    neuron.fit(CORNERS.astype(dtype), AND)
    assert neuron.weight.dtype == neuron.bias.dtype == dtype
