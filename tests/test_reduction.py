"""From many losses to one: what is asked of a loss that a network is to be trained with."""

import re
from types import SimpleNamespace

import pytest

from course_lib.reduction import require_mean, require_single


@pytest.mark.parametrize("reduction", ["sum", "none"])
def test_a_loss_that_grows_with_the_batch_is_refused(reduction):
    message = (
        f"loss: expected the mean over the rows of a batch, received reduction='{reduction}'; "
        "build it with reduction='mean'"
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        require_mean(SimpleNamespace(reduction=reduction))


def test_a_mean_passes_and_so_does_a_loss_that_does_not_say_what_it_is():
    for loss in (SimpleNamespace(reduction="mean"), SimpleNamespace(reduction="batchmean"), object()):
        assert require_mean(loss) is None


def test_a_loss_of_several_numbers_is_refused():
    message = "loss: expected one number for all rows, received shape (4,); build it with reduction='mean'"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        require_single([4])
    assert require_single(()) is None
