"""A new version of a chapter that the learner edited is put beside it, once, and never over their work."""

import stat

from tests.workspace.desk import BESIDE, NAME, sources, write


def test_an_edited_copy_stays_and_the_new_version_is_put_beside_it(desk):
    write(desk.copy, "mine")
    before = desk.copy.read_bytes()
    desk.publish("second")
    assert desk.refresh() == [f"{NAME}: yours, so it stays; the new one is {BESIDE}"]
    assert desk.copy.read_bytes() == before
    assert sources(desk.beside) == ["second"]


def test_an_edited_copy_of_the_current_version_has_nothing_beside_it(desk):
    write(desk.copy, "mine")
    assert desk.refresh() == []
    assert not desk.beside.exists()


def test_an_unedited_offer_is_renewed_in_its_place(desk):
    write(desk.copy, "mine")
    for version in ("second", "third"):
        desk.publish(version)
        desk.refresh()
        assert sources(desk.beside) == [version]
    assert sorted(path.name for path in desk.work.glob("*.ipynb")) == [NAME, BESIDE]


def test_an_edited_offer_stays_too_and_the_next_gets_a_number(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    write(desk.beside, "mine as well")
    for version in ("third", "fourth"):
        desk.publish(version)
        desk.refresh()
        assert sources(desk.work / "07_gradients.new-2.ipynb") == [version]
    assert sources(desk.copy) == ["mine"]
    assert sources(desk.beside) == ["mine as well"]
    write(desk.work / "07_gradients.new-2.ipynb", "and this")
    desk.publish("fifth")
    assert desk.refresh() == [f"{NAME}: yours, so it stays; the new one is 07_gradients.new-3.ipynb"]


def test_an_offer_that_was_deleted_is_not_made_again(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    desk.beside.unlink()
    assert desk.refresh() == []
    assert not desk.beside.exists()
    desk.publish("third")
    desk.refresh()
    assert sources(desk.beside) == ["third"]


def test_taking_the_offer_over_makes_the_copy_unedited_again(desk):
    write(desk.copy, "mine")
    desk.publish("second")
    desk.refresh()
    desk.beside.replace(desk.copy)
    assert desk.refresh() == []
    desk.publish("third")
    assert desk.refresh() == [f"{NAME}: brought up to date"]


def test_a_copy_that_was_locked_stays(desk):
    desk.copy.chmod(stat.S_IRUSR)
    desk.publish("second")
    desk.refresh()
    assert sources(desk.copy) == ["first"]
    assert sources(desk.beside) == ["second"]
