"""What is remembered of a training run, and how it reads."""

from course_lib.history import History


def test_a_history_shows_its_last_epoch_and_marks_what_depends_on_the_machine():
    history = History(
        training_loss=[2.3, 0.12345], validation_loss=[2.4, 0.5], validation_accuracy=[0.1, 0.97]
    )
    assert history.epochs == 2
    assert repr(history) == (
        "History of 2 epochs, at the end "
        "training loss ≈0.123, validation loss ≈0.5, validation accuracy ≈0.970"
    )


def test_a_history_without_validation_says_nothing_of_it():
    assert repr(History(training_loss=[1.5])) == "History of 1 epoch, at the end training loss ≈1.5"


def test_a_history_starts_empty_and_is_not_shared():
    History().training_loss.append(1.0)
    assert repr(History()) == "History of 0 epochs"
