"""One module of JavaScript out of several plain files, with no build step and no bundler.

A front end runs a widget's script from a string, which has no neighbours to import from. So each file stands
in `static/` as an ordinary module, which a browser can also import as it is, and the files are put together
when a widget is made.
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./([\w.]+)";')
TOP_LEVEL = re.compile(r"^(export )?(?:async )?(?:function\*?|class|const|let|var) (\w+)", re.MULTILINE)


def joined_script(name: str, folder: Path = STATIC) -> str:
    """Return a module with the files that it imports before it, each once.

    An import is one line, `import { a, b } from "./file.js";`. The words `export` before declarations go; the
    last file's `export default` stays.

    Args:
        name: of a file in the folder, for example "question_form.js".
        folder: where it and all that it imports are.

    Raises:
        FileNotFoundError: if a file is missing.
        ValueError: if an import is written otherwise, asks for what is not exported, or goes round in a
            circle; if a file that is imported has a default export; or if two files declare one name.
    """
    sources: dict[str, str] = {}
    _collect(name, folder, sources, ())
    declared: dict[str, str] = {}
    for file, source in sources.items():
        for _, variable in TOP_LEVEL.findall(source):
            if variable in declared:
                raise ValueError(
                    f"{file}: declares {variable}, as {declared[variable]} does; joined into one module "
                    "they would be one name, so rename one of them"
                )
            declared[variable] = file
        if file != name and re.search(r"^export default", source, re.MULTILINE):
            raise ValueError(f"{file}: has a default export, which only the last file of a widget may have")
    return "\n".join(_without_module_syntax(source) for source in sources.values())


def joined_style(*names: str) -> str:
    """Return style sheets of the folder `static`, one after another."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def _collect(name: str, folder: Path, sources: dict[str, str], importers: tuple[str, ...]) -> None:
    """Add a file to the sources, after all that it imports."""
    if name in importers:
        raise ValueError(f"{name}: imports itself, by way of {' and '.join(importers)}")
    source = (folder / name).read_text(encoding="utf-8")
    for line in source.splitlines():
        if not line.startswith("import"):
            continue
        match = IMPORT.fullmatch(line)
        if match is None:
            raise ValueError(f'{name}: expected import {{ a, b }} from "./file.js"; received {line}')
        wanted, imported = match.groups()
        if imported not in sources:
            _collect(imported, folder, sources, (*importers, name))
        exported = {variable for export, variable in TOP_LEVEL.findall(sources[imported]) if export}
        if missing := set(wanted.split(", ")) - exported:
            raise ValueError(f"{name}: {imported} does not export {', '.join(sorted(missing))}")
    sources[name] = source


def _without_module_syntax(source: str) -> str:
    """Return the source without its imports and without the word export before a declaration."""
    lines = [line for line in source.splitlines() if not line.startswith("import ")]
    return re.sub(r"^export (?!default)", "", "\n".join(lines) + "\n", flags=re.MULTILINE)
