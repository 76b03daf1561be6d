"""Mutants: one small change to one place of a module, as a slip of the hand would make it.

Changed are comparisons, boolean and arithmetic operators, numbers, texts, truth values, conditions (forced to either
side), returned values, the order of arguments, and left out are statements, operands, keywords, cases and elements of
literals. Left alone are types, decorators, docstrings, imports and the words of a `Text`: what people read is
judged by people.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve, frozen

_SWAPPED_OPERATORS: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitXor: ast.BitAnd,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_SWAPPED_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_WORDS = {"Text"}  # calls of these hold nothing but words
_TYPES = {
    "Callable",
    "Literal",
    "dict",
    "frozenset",
    "list",
    "set",
    "tuple",
    "type",
}  # of anything else a subscript asks
_NOTHING = {"None", "False", "()", "0"}  # None says the same
_LONGEST = 90

_Function = ast.FunctionDef | ast.Lambda
_Change = tuple[str, ast.AST, ast.AST]  # in words; what is replaced; by what


@frozen
class Mutant:
    """One change.

    Args:
        path: the module.
        line: where the changed statement begins.
        last_line: where it ends; of a compound one, its head.
        within: the outermost function that the change is in, by name, or the class; empty: the module.
        function: the line on which the code of that function begins; None where what is changed runs on import.
        change: in words; with `within` it names the mutant, whatever line it moves to.
        tree: the module with the change.
    """

    path: Path
    line: int
    last_line: int
    within: str
    function: int | None
    change: str
    tree: ast.Module


def mutants_of(path: Path) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Mutant] = []
    seen: dict[tuple[str, str], int] = {}
    for place, change in _changes_in(tree, _Place()):
        words, old, new = change
        times = seen[place.within, words] = seen.get((place.within, words), 0) + 1
        named = words if times == 1 else f"{words} ({times})"
        lines = (place.line, place.last_line)
        found.append(Mutant(path, *lines, place.within, place.function, named, _replaced(tree, old, new)))
    return found


@frozen
class _Place:
    """Where in a module we are."""

    within: str = ""
    function: int | None = None
    line: int = 0
    last_line: int = 0


def _changes_in(node: ast.AST, place: _Place) -> Iterator[tuple[_Place, _Change]]:
    """Walk a module, outside in."""
    if isinstance(node, ast.stmt):
        place = evolve(place, line=node.lineno, last_line=_last_line_of(node))
    if isinstance(node, _Function) and place.function is None:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        outer = place
        place = evolve(place, within=_named(place, getattr(node, "name", "<lambda>")), function=first)
        if isinstance(node, ast.FunctionDef):  # what its defaults are is decided on import
            for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                yield from _changes_in(default, outer)
    elif isinstance(node, ast.ClassDef) and place.function is None:
        place = evolve(place, within=_named(place, node.name))
    is_union = place.function is None and isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
    for change in [] if is_union else _changes_of(node):  # on import only types are joined with a bar
        yield place, change
    for child in _children_of(node):
        yield from _changes_in(child, place)


def _named(place: _Place, name: str) -> str:
    return f"{place.within}.{name}" if place.within else name


def _last_line_of(statement: ast.stmt) -> int:
    """Of a compound statement the head: what is inside has places of its own."""
    inside = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not inside:
        return statement.end_lineno or statement.lineno
    first = inside[0].pattern if isinstance(inside[0], ast.match_case) else inside[0]
    return max(statement.lineno, first.lineno - 1)


def _children_of(node: ast.AST) -> Iterator[ast.AST]:
    """What is inside and may be changed."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from node.value.elts  # several names at once: with one value less nothing would run at all
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "ctx", "op", "ops", "args"} and not isinstance(
            node, ast.Call
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                yield child


def _is_left_alone(node: ast.AST) -> bool:
    is_words = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS
    is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_type = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _TYPES
    return is_words or is_doc or is_type or isinstance(node, ast.Import | ast.ImportFrom | ast.pattern)


def _changes_of(node: ast.AST) -> Iterator[_Change]:
    """The changes to one node itself."""
    if isinstance(node, ast.expr):
        yield from _operators(node)
        yield from _values(node)
        yield from _parts_left_out(node)
    yield from _conditions(node)
    yield from _statements(node)


def _operators(node: ast.expr) -> Iterator[_Change]:
    match node:
        case ast.Compare(left, operators, others):
            for at, operator in enumerate(operators):
                new = [*operators]
                new[at] = _SWAPPED_OPERATORS[type(operator)]()
                yield _replace(node, ast.Compare(left, new, others))
        case ast.BoolOp(operator, values):
            yield _replace(node, ast.BoolOp(_SWAPPED_OPERATORS[type(operator)](), values))
            for at, value in enumerate(values):
                rest = values[:at] + values[at + 1 :]
                left = rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
                yield f"without the condition `{_short(value)}`", node, left
        case ast.BinOp(left, operator, right):
            yield _replace(node, ast.BinOp(left, _SWAPPED_OPERATORS[type(operator)](), right))
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield _replace(node, operand)


def _values(node: ast.expr) -> Iterator[_Change]:
    match node:
        case ast.Constant(bool() as value):
            yield _replace(node, ast.Constant(not value))
        case ast.Constant(int() as value):
            yield _replace(node, ast.Constant(value + 1))
        case ast.Constant(str() as value):
            yield _replace(node, ast.Constant(f"{value}~"))
        case ast.Constant(bytes() as value):
            yield _replace(node, ast.Constant(value + b"~"))
        case ast.Name(name) if name in _SWAPPED_NAMES:
            yield _replace(node, ast.Name(_SWAPPED_NAMES[name], ast.Load()))


def _parts_left_out(node: ast.expr) -> Iterator[_Change]:
    match node:
        case ast.Call(function, arguments, keywords):
            is_symmetric = isinstance(function, ast.Name) and function.id in _SWAPPED_NAMES
            if len(arguments) > 1 and not is_symmetric and not any(isinstance(each, ast.Starred) for each in arguments):
                swapped = [arguments[1], arguments[0], *arguments[2:]]
                yield _replace(node, ast.Call(function, swapped, keywords))
            for at, keyword in enumerate(keywords):
                rest = keywords[:at] + keywords[at + 1 :]
                yield f"without `{_short(keyword)}`", node, ast.Call(function, arguments, rest)
        case ast.Set(elements) | ast.List(elements, ast.Load()) | ast.Tuple(elements, ast.Load()):
            for at, element in enumerate(elements if len(elements) > 1 else []):
                rest = elements[:at] + elements[at + 1 :]
                new = ast.Set(rest) if isinstance(node, ast.Set) else type(node)(rest, ast.Load())
                yield f"without the element `{_short(element)}`", node, new
        case ast.Dict(keys, values):
            for at, key in enumerate(keys):
                new = ast.Dict(keys[:at] + keys[at + 1 :], values[:at] + values[at + 1 :])
                yield f"without the element `{_short(key or values[at])}`", node, new


def _conditions(node: ast.AST) -> Iterator[_Change]:
    """Force a condition to either side."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        tests = [node.test]
    elif isinstance(node, ast.comprehension):
        tests = node.ifs
    for test in tests:
        for forced in (True, False):
            if not (isinstance(node, ast.While) and forced):  # a loop for ever shows nothing
                yield _replace(test, ast.Constant(forced))


def _statements(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Return(value) if value is not None and ast.unparse(value) not in _NOTHING:
            yield f"`{_short(node)}` → `return None`", node, ast.Return(ast.Constant(None))
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Return(None):
            yield f"without `{_short(node)}`", node, ast.Pass()
        case ast.Assign([ast.Attribute() | ast.Subscript()]):  # without a name, nothing would run at all
            yield f"without `{_short(node)}`", node, ast.Pass()
        case ast.Match(subject, cases):
            for at, case in enumerate(cases):
                rest = cases[:at] + cases[at + 1 :]
                if rest:
                    yield f"without `case {_short(case.pattern)}`", node, ast.Match(subject, rest)


def _replace(old: ast.expr, new: ast.expr) -> _Change:
    return f"`{_short(old)}` → `{_short(new)}`", old, new


def _short(node: ast.AST) -> str:
    """Code as one line that is not too long."""
    code = " ".join(ast.unparse(node).split()).replace("|", "¦")  # a bar would end the cell of a table
    return code if len(code) <= _LONGEST else f"{code[:_LONGEST]}…"


class _Replacing(ast.NodeTransformer):
    """Copies a tree, with one node replaced; what is not on the way to it is shared."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def generic_visit(self, node: ast.AST) -> ast.AST:
        fields: dict[str, object] = {}
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                new = [self.visit(each) if isinstance(each, ast.AST) else each for each in value]
                if any(one is not other for one, other in zip(new, value, strict=True)):
                    fields[name] = new
            elif isinstance(value, ast.AST):
                changed = self.visit(value)
                if changed is not value:
                    fields[name] = changed
        if not fields:
            return node
        return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **fields}), node)

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, self.old) if node is self.old else self.generic_visit(node)


def _replaced(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    changed = _Replacing(old, new).visit(tree)
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)
