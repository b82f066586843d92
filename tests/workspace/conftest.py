"""The desk of a learner who has copied the first version of one chapter."""

from pathlib import Path

import pytest

from tests.workspace.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A learner who has copied the first version of one chapter."""
    desk = Desk(tmp_path)
    desk.publish("first")
    desk.refresh()
    return desk
