"""Numbers as people write them in a text: 0.93, 0,93, .93, 93 %, 93 per cent."""

import re
from dataclasses import dataclass

_PERCENTAGE = r"(?<![\w.,])(?P<hundredths>\d+(?:[.,]\d+)?)\s*(?:%|per cent\b|percent\b)"
_DECIMAL = r"(?<![\w.,])(?P<whole>\d*)(?P<mark>\.|(?<=\b0),)(?P<fraction>\d+)(?![.,]?\d)"
_NUMBER = re.compile(f"{_PERCENTAGE}|{_DECIMAL}")


@dataclass(frozen=True)
class WrittenNumber:
    """A decimal or a percentage in a text.

    Attributes:
        text: as it stands there.
        value: what it says; of a percentage the share, 0.93.
        digits: after the decimal point, as a share.
    """

    text: str
    value: float
    digits: int

    def says(self, value: float) -> bool:
        """Whether this is a value, rounded to as many digits as are written."""
        return abs(self.value - value) <= 0.501 * 10**-self.digits


def written_numbers(text: str) -> list[WrittenNumber]:
    """Return the decimals and percentages of a text; whole numbers and versions as 1.2.3 are none."""
    return [_number(match) for match in _NUMBER.finditer(text)]


def _number(match: re.Match) -> WrittenNumber:
    if written := match["hundredths"]:
        written = written.replace(",", ".")
        digits = len(written.partition(".")[2]) + 2
        return WrittenNumber(match[0], float(written) / 100, digits)
    return WrittenNumber(match[0], float(f"{match['whole']}.{match['fraction']}"), len(match["fraction"]))
