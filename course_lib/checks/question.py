"""A question with options: a prediction before an experiment, or a recall of an earlier chapter."""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        text: what can be chosen.
        reply: what is said to whoever chose it; a prediction's is read only after the experiment, in the
            chapter's text, and stays empty here.
    """

    text: str
    reply: str = ""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: chapter, dot, letter: "07.a".
        text: the question.
        options: two to eight; the learner names them by letter.
        answer: the letter of the right option.
        chapter: the earlier chapter that a recall asks about; empty for a prediction.
    """

    id: str
    text: str
    options: tuple[Option, ...]
    answer: str
    chapter: str = ""

    @property
    def lettered(self) -> dict[str, Option]:
        """The options by letter."""
        return dict(zip(LETTERS, self.options, strict=False))

    def require_letter(self, choice: object) -> str:
        """Return the letter in lower case.

        Raises:
            ValueError: if it names no option.
        """
        letter = choice.strip().lower() if isinstance(choice, str) else choice
        if not isinstance(letter, str) or letter not in self.lettered:
            raise ValueError(
                f"question {self.id}: choose one of {', '.join(self.lettered)}, received {choice!r}"
            )
        return letter
