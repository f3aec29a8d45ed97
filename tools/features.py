"""Make docs/features.md: tools/features.py. Each row with its state and the tests that prove it.

Rows come from docs/features.toml, tests from their markers ``@pytest.mark.feature("2.9")``.
"""

import ast
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "features.toml"
PAGE = ROOT / "docs" / "features.md"

HEAD = """# What it does, and the test that shows it

Made by `tools/features.py` from `docs/features.toml` and from the tests marked with a row's
number; a test fails when this page is not up to date. *True*: the tests named show it. *Open*: not
shown yet. *Later*: belongs to the part named.
"""


def areas():
    """The areas of docs/features.toml, each with its rows."""
    return tomllib.loads(ROWS.read_text())["area"]


def rows():
    """Every row by its number, such as "2.9"."""
    return {f"{area['number']}.{row['row']}": row for area in areas() for row in area["rows"]}


def proofs(folder=ROOT / "tests"):
    """The tests that name each row: {"2.9": ["tests/x.py::test_y", …]}."""
    found = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        module = ast.parse(path.read_text())
        place = path.relative_to(folder.parent)
        for node in module.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                for number in _marked(node.value):
                    found[number].append(str(place))
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in (n for mark in node.decorator_list for n in _marked(mark)):
                    found[number].append(f"{place}::{node.name}")
    return dict(found)


def _marked(marks):
    """The rows that a decorator, or the marks of a whole file, name."""
    for mark in ast.walk(marks):
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.feature":
            yield from (argument.value for argument in mark.args)


def state_of(row, tests):
    """true, open or later, and of which part."""
    if "later" in row:
        return f"later: {row['later']}"
    return "true" if tests else "open"


def page():
    """The whole page as Markdown."""
    tests = proofs()
    parts = [HEAD]
    for area in areas():
        parts.append(f"## {area['number']}. {area['name']}\n")
        parts.append("| Row | Feature | State | Shown by |\n|---|---|---|---|")
        parts += [_line(f"{area['number']}.{row['row']}", row, tests) for row in area["rows"]]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _line(number, row, tests):
    named = tests.get(number, [])
    shown = "<br>".join(f"`{test}`" for test in named)
    return f"| {number} | {row['does']} | {state_of(row, named)} | {shown} |"


if __name__ == "__main__":
    PAGE.write_text(page())
