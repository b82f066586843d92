"""What the course holds: its chapters by part, and the plans for those who teach it in lectures."""

from dataclasses import dataclass
from pathlib import Path

from course_lib.places import SOURCES

PARTS = {
    "To begin with": ("00 Start here",),
    "Part I — Learning from data": (
        "01 Tensors",
        "02 The perceptron",
        "03 Losses and likelihood",
        "04 Multi-layer perceptrons",
        "05 Backpropagation",
        "06 Optimisation",
        "07 Initialisation and vanishing gradients",
        "08 Normalisation and skip connections",
        "09 Regularisation and generalisation",
        "10 A recipe for training",
    ),
    "Part II — Images": (
        "11 Convolution",
        "12 Convolutional networks",
    ),
    "Part III — Sequences": (
        "13 Words as vectors",
        "14 Recurrent networks",
        "15 Gated memory",
        "16 Sequence to sequence",
        "17 Attention",
    ),
    "Part IV — Transformers": (
        "18 Self-attention",
        "19 The transformer",
        "20 Decoding",
        "21 Tokens and n-grams",
        "22 GPT",
        "23 A pretrained transformer",
    ),
    "Part V — Generating": (
        "24 Autoencoders",
        "25 Variational autoencoders",
        "26 Adversarial networks",
        "27 Diffusion",
    ),
    "Part VI — Beyond": (
        "28 Learning without end-to-end backpropagation",
        "29 Frameworks and scale",
        "30 Limits and outlook",
    ),
    "Appendices": (
        "A1 Mathematics you need",
        "A2 Reference",
    ),
    "Projects, one a part": ("P1 A run that fails",),
}

# The chapters of each lecture, by number.
TWELVE_LECTURES = (
    ("00", "02"),
    ("03", "04"),
    ("05",),
    ("06", "07"),
    ("08", "09", "10"),
    ("11", "12"),
    ("14", "15"),
    ("16", "17"),
    ("18", "19"),
    ("20", "21", "22"),
    ("24", "25"),
    ("26", "27", "30"),
)
TWENTY_FOUR_LECTURES = (
    ("00", "01"),
    ("02",),
    ("03",),
    ("04",),
    ("05",),
    ("05",),
    ("06",),
    ("07",),
    ("08",),
    ("09",),
    ("10",),
    ("11",),
    ("12",),
    ("13", "14"),
    ("15",),
    ("16",),
    ("17",),
    ("18",),
    ("19",),
    ("20", "21"),
    ("22", "23"),
    ("24", "25"),
    ("26", "27"),
    ("28", "29", "30"),
)


@dataclass(frozen=True)
class Chapter:
    """One chapter, project or appendix, written or to come.

    Attributes:
        number: "07"; "P1" for a project, "A1" for an appendix.
        title: without the number.
        part: the heading under which it stands.
    """

    number: str
    title: str
    part: str

    @property
    def name(self) -> str:
        """Number and title, as in "07 Initialisation and vanishing gradients"."""
        return f"{self.number} {self.title}"


SYLLABUS = {name[:2]: Chapter(name[:2], name[3:], part) for part, names in PARTS.items() for name in names}


def written(sources: Path = SOURCES) -> dict[str, str]:
    """Return the notebook of each chapter that is written, by the chapter's number.

    A chapter counts as written once it has a source, so that what is said of it does not depend on the order
    in which notebooks are built.

    Args:
        sources: the folder of the sources.

    Returns:
        The names of files, such as "07_vanishing_gradients.ipynb"; they stand side by side wherever chapters
        are opened, so that each name is a link from one chapter to another.
    """
    stems = sorted(source.stem for source in sources.glob("*.py"))
    return {stem[:2]: f"{stem}.ipynb" for stem in stems if stem[:2] in SYLLABUS}
