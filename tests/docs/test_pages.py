"""The pages are true: their code runs, their output is what comes out, their commands and links exist.

How a page is read, from top to bottom, in an empty folder:

- a block `python` is run; all of a page share one namespace; one with `>>>` is a doctest;
- a block `text` right after it is what it printed;
- a block `csv NAME` or `toml NAME` becomes a file of that name;
- a block `console` runs its `$ commgov ...` lines and must show what they print;
- a block `sh` is not run, but its commands, targets and options must exist.
"""

import doctest
import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from urllib.parse import unquote

import attrs
import pytest
import typer
from typer.testing import CliRunner

from commgov.cli import app

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
KINDS = {"python", "text", "csv", "toml", "console", "sh"}
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCE_LINE = re.compile(r"^\s*(?:>\s*)?(?:```|~~~)", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_OTHER_LINK = re.compile(r"\]\((?![^)\s]+\))|^\s*\[[^\]]+\]:|<(?:a|img)\s", re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`((?:commgov|make) [^`\n]+)`(?!`)")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@attrs.frozen
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    kind: str
    name: str
    body: str

    def __str__(self) -> str:
        return f"{self.page.name}, line {self.line}"


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 1, *_kind_and_name(match["info"]), match["body"])
        for match in _FENCE.finditer(text)
    ]


def _kind_and_name(info: str) -> tuple[str, str]:
    kind, _, name = info.strip().partition(" ")
    return kind, name


def prose_of(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def run_python(block: Block, names: dict[str, object]) -> str:
    """What a block prints."""
    if ">>> " in block.body:
        return run_doctest(block, names)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile("\n" * block.line + block.body, str(block.page), "exec"), names)  # noqa: S102 - our own pages
    return printed.getvalue()


def run_doctest(block: Block, names: dict[str, object]) -> str:
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(block.body, names, str(block), str(block.page), block.line)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=told.append, clear_globs=False)
    names |= test.globs  # a doctest works on a copy
    assert not told, "".join(told)
    return ""


def run_console(block: Block) -> str:
    """The block with what its commands really print."""
    shown = ""
    for line in block.body.splitlines():
        if line.startswith("$ "):
            program, *arguments = shlex.split(line.removeprefix("$ "))
            assert program == "commgov", f"{block}: only commgov is run here"
            result = CliRunner().invoke(app, arguments, env={"LC_ALL": "C", "LANG": "C"}, catch_exceptions=False)
            shown += f"{line}\n{result.output}"
    return shown


@every_page
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": page.stem}
    printed = None
    for block in blocks_of(page):
        assert block.kind in KINDS, f"{block}: a block of one of the kinds {sorted(KINDS)}, not {block.kind!r}"
        if block.kind == "text" and printed is not None:
            assert block.body == printed, f"{block}: what the code above prints"
        printed = None
        if block.kind == "python":
            printed = run_python(block, names)
        elif block.name:
            Path(block.name).parent.mkdir(parents=True, exist_ok=True)
            Path(block.name).write_text(block.body, encoding="utf-8")
        elif block.kind == "console":
            assert run_console(block) == block.body, f"{block}: what the commands print"


def commands_of(page: Path) -> Iterator[tuple[str, list[str]]]:
    """All commands that a page shows, with where they stand."""
    for block in blocks_of(page):
        if block.kind in {"sh", "console"}:
            for line in block.body.splitlines():
                if block.kind == "sh" or line.startswith("$ "):
                    yield str(block), shlex.split(line.removeprefix("$ "), comments=True)
    for match in _INLINE.finditer(prose_of(page)):
        yield page.name, match[1].split(" | ")[0].split()


@every_page
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for where, (program, *arguments) in commands_of(page):
        name = Path(program).name
        if name == "make":
            assert {word for word in arguments if "=" not in word} <= make_targets(), (
                f"{where}: a target of the Makefile"
            )
        elif name == "commgov":
            check_commgov(where, arguments)
        elif name == "python":
            assert (ROOT / arguments[0]).is_file(), f"{where}: a script of this project"
        else:
            assert name in {"pip", "cd", "git"}, f"{where}: {name}"


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def check_commgov(where: str, arguments: list[str]) -> None:
    group = typer.main.get_command(app)
    command = group.commands.get(arguments[0])  # type: ignore[attr-defined]
    assert command is not None, f"{where}: commgov has no command {arguments[0]!r}"
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    used = {word.partition("=")[0] for word in arguments[1:] if word.startswith("-")}
    assert used <= options, f"{where}: commgov {arguments[0]} has {sorted(options)}, not {sorted(used - options)}"


@every_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose_of(page)):
        if "://" in target:
            continue
        path, _, anchor = unquote(target).partition("#")
        leads_to = (page.parent / path).resolve() if path else page
        assert leads_to.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in map(anchor_of, _HEADING.findall(prose_of(leads_to))), f"{page.name}: {target}"


def anchor_of(heading: str) -> str:
    """The anchor under which a heading is found: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_no_page_is_passed_over() -> None:
    assert set(READMES) < set(PAGES)
    files = {path for path in (ROOT / "docs").rglob("*") if path.is_file()}
    pictures = {path for path in files if path.parent.name == "pictures"}
    assert files - pictures < set(PAGES), "docs are pages, and the pictures that they show"
    shown = "".join(page.read_text(encoding="utf-8") for page in files - pictures)
    assert [path.name for path in pictures if f"](pictures/{path.name})" not in shown] == []


@every_page
def test_no_block_and_no_link_of_a_page_is_written_so_that_it_would_be_passed_over(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(_FENCE_LINE.findall(text)) == 2 * len(blocks_of(page)), "fences: three backticks, not indented"
    assert _OTHER_LINK.findall(prose_of(page)) == [], "links: [words](target)"


@pytest.mark.parametrize(("readme", "stop"), [(READMES[0], ". "), (READMES[1], "。")], ids=["English", "Chinese"])
def test_a_readme_says_in_three_sentences_what_it_is_for_and_in_a_dozen_lines_how(readme: Path, stop: str) -> None:
    purpose = prose_of(readme).split("\n\n")[2].replace("\n", " ")
    assert f"{purpose} ".count(stop) == 3
    code = next(block for block in blocks_of(readme) if block.kind == "python")
    assert len(list(filter(None, code.body.splitlines()))) <= 12


def test_both_readmes_have_the_same_blocks_and_point_to_each_other() -> None:
    english, chinese = ([(block.kind, block.name, block.body) for block in blocks_of(page)] for page in READMES)
    house = [kind for kind, name, body in english if kind == "text" and "▶" in body]
    assert house, "the picture of the house"
    assert [b for b in english if "▶" not in b[2]] == [b for b in chinese if "▶" not in b[2]]
    assert len(english) == len(chinese)
    assert "(README.zh.md)" in READMES[0].read_text(encoding="utf-8")
    assert "(README.md)" in READMES[1].read_text(encoding="utf-8")


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [READMES[0]]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        linked = (page.parent / unquote(target).partition("#")[0] for target in _LINK.findall(prose_of(page)))
        ahead += [path.resolve() for path in linked if path.suffix == ".md" and path.resolve() not in reached]
    assert [page.relative_to(ROOT).as_posix() for page in PAGES if page not in reached] == []
