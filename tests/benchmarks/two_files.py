"""What every bench leaves behind: its raw samples, and beside them the table that is made of them."""

import json
import re
from pathlib import Path
from typing import Any


def write_both(found: dict[str, Any], table: str, samples: Path) -> None:
    """Write raw samples, and beside them the table: both files whole, or neither of them.

    Args:
        found: what was found, in plain values.
        table: in Markdown.
        samples: the file of the samples, which ends in .json; the table ends in .md.
    """
    text = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^][{}]*\]", lambda numbers: " ".join(numbers[0].split()), text)  # a list on one line
    contents = {samples: text + "\n", samples.with_suffix(".md"): table}
    for path, content in contents.items():
        path.with_suffix(f"{path.suffix}.unfinished").write_text(content, encoding="utf-8", newline="\n")
    for path in contents:
        path.with_suffix(f"{path.suffix}.unfinished").replace(path)
