"""What schedules make of a learning rate."""

import numpy as np
import pytest

from course_lib.numpy_nn.optimisers import SGD
from course_lib.numpy_nn.parameters import Parameter
from course_lib.numpy_nn.schedules import (
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    LRScheduler,
    SequentialLR,
    StepLR,
)


@pytest.fixture
def optimiser():
    return SGD([Parameter(np.ones(2))], lr=0.8)


def rates(schedule, steps):
    return [schedule.lr_at(step) for step in range(steps)]


def test_a_stair_keeps_its_rate_for_its_length(optimiser):
    assert rates(StepLR(optimiser, step_size=2, gamma=0.5), 6) == [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]


def test_a_rate_shrinks_by_the_same_factor_at_every_step(optimiser):
    assert rates(ExponentialLR(optimiser, gamma=0.5), 4) == [0.8, 0.4, 0.2, 0.1]


def test_half_a_wave_starts_at_the_top_is_half_way_down_in_the_middle_and_ends_at_the_bottom(optimiser):
    schedule = CosineAnnealingLR(optimiser, T_max=10, eta_min=0.2)
    assert [schedule.lr_at(step) for step in (0, 5, 10)] == pytest.approx([0.8, 0.5, 0.2], rel=1e-15)
    assert np.diff(rates(schedule, 11)).argmin() in (4, 5)  # steepest in the middle


def test_a_warm_up_rises_in_a_straight_line_and_stays(optimiser):
    schedule = LinearLR(optimiser, start_factor=0.25, total_iters=3)
    assert rates(schedule, 6) == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.8], rel=1e-15)


def test_warm_up_and_then_half_a_wave(optimiser):
    warm_up, wave = LinearLR(optimiser, 0.25, total_iters=3), CosineAnnealingLR(optimiser, T_max=4)
    schedule = SequentialLR(optimiser, [warm_up, wave], milestones=[3])
    risen = rates(schedule, 4)
    assert risen == pytest.approx([0.2, 0.4, 0.6, 0.8], rel=1e-15)
    assert [schedule.lr_at(step) for step in range(3, 8)] == rates(wave, 5)
    assert schedule.lr_at(7) == 0


def test_the_optimiser_gets_the_first_rate_at_once_and_the_next_at_each_step(optimiser):
    schedule = LinearLR(optimiser, start_factor=0.25, total_iters=3)
    seen = [optimiser.lr]
    for _ in range(4):
        schedule.step()
        seen.append(optimiser.lr)
    assert seen == rates(schedule, 5)
    assert schedule.last_epoch == 4


def test_a_schedule_starts_from_the_rate_that_its_optimiser_has_by_then(optimiser):
    optimiser.lr = 0.4
    assert StepLR(optimiser, step_size=1).lr_at(0) == optimiser.initial_lr == 0.4


def test_looking_ahead_changes_nothing(optimiser):
    schedule = ExponentialLR(optimiser, gamma=0.5)
    schedule.lr_at(9)
    assert (optimiser.lr, schedule.last_epoch) == (0.8, 0)


def test_a_scheduled_rate_keeps_float32():
    parameter = Parameter(np.ones(2, np.float32))
    optimiser = SGD([parameter], lr=0.1)
    schedule = CosineAnnealingLR(optimiser, T_max=3)
    for _ in range(3):
        parameter.grad = np.ones(2, np.float32)
        optimiser.step()
        schedule.step()
    assert parameter.data.dtype == np.float32


def test_a_schedule_of_ones_own_needs_only_a_formula(optimiser):
    class Halving(LRScheduler):
        def lr_at(self, step):
            return self.optimizer.initial_lr / (1 + step)

    assert rates(Halving(optimiser), 3) == [0.8, 0.4, 0.8 / 3]
    with pytest.raises(NotImplementedError, match="LRScheduler must define lr_at"):
        LRScheduler(optimiser)
