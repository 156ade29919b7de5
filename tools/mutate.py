#!/usr/bin/env python3
"""Mutation run: does a test fail for every small change of the code?

    .venv/bin/python -m tools.mutate NAME [--only FILE] [--sample N] [--list]

NAME is a set of `SETS` below: the files to change and the tests that must notice. One change is
made at a time, inside the running process: the changed code object is put into the function, so
that everybody who has imported it runs the change. Each change is tried in a forked child, with the
quickest tests first and up to the first failure; a child that runs for too long counts as noticed,
as does one that cannot run at all. What nobody noticed is printed with file and line.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import inspect
import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
MOST_SECONDS = 600
QUIET = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "-k", "not flagship and not folder"]


@dataclass(frozen=True)
class Run:
    """What is changed, and the tests that must notice, the quickest first."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


_TESTS = "tests/courseware"
_MERGE_TESTS = tuple(
    f"{_TESTS}/test_merge_{name}.py"
    for name in ("table", "corners", "ragged", "translations", "laws")
)
_TREE_TESTS = tuple(
    f"{_TESTS}/test_{name}.py" for name in ("alignment", "tree_order", "tree_building")
)


def _files(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"terakoya/courseware/{folder}/{name}.py" for name in names)


SETS = {
    "tree": Run(
        (
            "terakoya/courseware/text/alignment.py",
            *_files("tree", "order", "building", "nodes", "parts"),
        ),
        (*_TREE_TESTS, *_MERGE_TESTS),
    ),
    "merge": Run(
        _files(
            "merge",
            "three_way",
            "parts",
            "course",
            "references",
            "translations",
            "validity",
            "ledger",
            "model",
        ),
        _MERGE_TESTS,
    ),
    "identity": Run(
        (
            "terakoya/courseware/formats/pptx/reading/identity.py",
            "terakoya/courseware/formats/pptx/reading/instances.py",
            "terakoya/courseware/formats/pptx/reading/copies.py",
            "terakoya/courseware/formats/pptx/reading/likeness.py",
            "terakoya/courseware/text/assignment.py",
            "terakoya/courseware/formats/pptx/reading/order.py",
            "terakoya/courseware/formats/pptx/reading/values.py",
            "terakoya/courseware/formats/marked_text/restorer.py",
        ),
        (
            f"{_TESTS}/test_reader_pptx_markup.py",
            f"{_TESTS}/test_reader_pptx_identity.py",
            f"{_TESTS}/test_reader_pptx_copies.py",
            f"{_TESTS}/test_assignment.py",
            f"{_TESTS}/test_reader_pptx_put_again.py",
            f"{_TESTS}/test_reader_pptx_chapters.py",
        ),
    ),
    "diff": Run(
        _files("diff", "fields", "model", "parts", "people", "words"),
        tuple(f"{_TESTS}/test_{name}.py" for name in ("diff_words", "diff", "merge_ragged")),
    ),
    "coverage": Run(("terakoya/courseware/merge/coverage.py",), (f"{_TESTS}/test_coverage.py",)),
}


# -- changes --------------------------------------------------------------------------------

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Change:
    """One change of one file: where, what, and how the changed tree is made."""

    file: str
    line: int
    what: str
    function: tuple[str, ...]
    tree: Callable[[], ast.Module]


def changes_of(file: str) -> Iterator[Change]:
    """Every change of a file that this tool knows to make, function by function."""
    tree = ast.parse((SOURCE / file).read_text(encoding="utf-8"))
    for path, function in _functions(tree, ()):
        for node in _nodes(function):
            for what, apply in _options(node):
                line = getattr(node, "lineno", function.lineno)
                yield Change(file, line, what, path, partial(_changed, tree, node, apply))


def _unchanged(file: str) -> ast.Module:
    return ast.parse((SOURCE / file).read_text(encoding="utf-8"))


def _changed(tree: ast.Module, node: ast.AST, apply: Callable[[Any], None]) -> ast.Module:
    other = copy.deepcopy(tree)
    apply(_twin(tree, other, node))
    return ast.fix_missing_locations(other)


def _functions(
    node: ast.AST, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], ast.FunctionDef]]:
    """Functions of a module and methods of its classes; what is inside them belongs to them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield (*path, child.name), child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, (*path, child.name))


def _nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a body, without annotations, docstrings and assertions that guide types."""
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Assert, ast.Raise)) or _is_docstring(node):
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "ctx", "decorator_list"):
                continue
            inner = value if isinstance(value, list) else [value]
            stack += [one for one in reversed(inner) if isinstance(one, ast.AST)]


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _twin(tree: ast.Module, other: ast.Module, node: ast.AST) -> Any:
    """The node of the copy that stands where a node stands in the original."""
    for one, two in zip(ast.walk(tree), ast.walk(other), strict=True):
        if one is node:
            return two
    raise LookupError(node)


Option = tuple[str, Callable[[Any], None]]


def _options(node: ast.AST) -> Iterator[Option]:
    for kind, options in _OPTIONS.items():
        if isinstance(node, kind):
            yield from options(node)


def _compare(node: Any) -> Iterator[Option]:
    for number, operator in enumerate(node.ops):
        other = _COMPARE.get(type(operator))
        if other is not None:
            names = f"{type(operator).__name__} → {other.__name__}"
            yield names, lambda twin, n=number, o=other: twin.ops.__setitem__(n, o())


def _boolean(node: Any) -> Iterator[Option]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield (
        f"{type(node.op).__name__} → {other.__name__}",
        lambda twin: setattr(twin, "op", other()),
    )
    for number in range(len(node.values)):
        if len(node.values) > 1:
            yield f"operand {number + 1} left out", lambda twin, n=number: twin.values.pop(n)


def _operate(node: Any) -> Iterator[Option]:
    other = _OPERATE.get(type(node.op))
    if other is not None:
        names = f"{type(node.op).__name__} → {other.__name__}"
        yield names, lambda twin: setattr(twin, "op", other())


def _unary(node: Any) -> Iterator[Option]:
    if isinstance(node.op, ast.Not):
        yield "not left out", lambda twin: _become(twin, twin.operand)


def _constant(node: Any) -> Iterator[Option]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", lambda twin: setattr(twin, "value", not value)
    elif isinstance(value, int):
        yield f"{value} → {value + 1}", lambda twin: setattr(twin, "value", value + 1)
    elif isinstance(value, str) and value:
        yield f"{value!r} → another", lambda twin: setattr(twin, "value", f"{value}~")


def _condition(_: Any) -> Iterator[Option]:
    for truth in (True, False):
        yield (
            f"condition → {truth}",
            lambda twin, t=truth: setattr(twin, "test", ast.Constant(t)),
        )


def _filter(node: Any) -> Iterator[Option]:
    for number in range(len(node.ifs)):
        yield f"filter {number + 1} left out", lambda twin, n=number: twin.ifs.pop(n)


def _statement(_: Any) -> Iterator[Option]:
    yield "statement left out", lambda twin: _become(twin, ast.Pass())


def _return(node: Any) -> Iterator[Option]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return None", lambda twin: setattr(twin, "value", ast.Constant(None))


def _jump(_: Any) -> Iterator[Option]:
    yield "jump left out", lambda twin: _become(twin, ast.Pass())


def _become(node: Any, other: Any) -> None:
    """Turn a node of a tree into another one, in place."""
    node.__class__ = type(other)
    node.__dict__.update(other.__dict__)


_OPTIONS: dict[type[ast.AST] | tuple[type[ast.AST], ...], Callable[[Any], Iterator[Option]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    (ast.BinOp, ast.AugAssign): _operate,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    (ast.If, ast.IfExp, ast.While): _condition,
    ast.comprehension: _filter,
    (ast.Expr, ast.AugAssign): _statement,
    ast.Return: _return,
    (ast.Continue, ast.Break): _jump,
}


# -- trying ---------------------------------------------------------------------------------

_Cached = type(cache(len))  # a class without a public name


def put_in(change: Change) -> None:
    """Give the running function the code of the changed one."""
    name = change.file.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(name)
    compiled = compile(change.tree(), str(SOURCE / change.file), "exec")
    function = _function(module, change.function)
    function.__code__ = _code(compiled, change.function)
    _forget()


def _forget() -> None:
    """Empty the caches: what they keep came from the code as it was."""
    for name in [name for name in sys.modules if name.startswith("terakoya.")]:
        for value in vars(sys.modules[name]).values():
            if isinstance(value, _Cached):
                value.cache_clear()


def _function(module: ModuleType, path: tuple[str, ...]) -> FunctionType:
    found: Any = module
    for name in path:
        found = inspect.getattr_static(found, name)
    for attribute in ("__wrapped__", "fget", "__func__"):
        found = getattr(found, attribute, None) or found
    if not isinstance(found, FunctionType):
        raise TypeError(f"{path} is no function")
    return found


def _code(code: CodeType, path: tuple[str, ...]) -> CodeType:
    for name in path:
        code = next(
            one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name
        )
    return code


def is_noticed(change: Change, tests: tuple[str, ...], seconds: int) -> bool:
    """Whether a test fails, or nothing runs at all, with the change in place.

    `seconds` of CPU are enough for a run that ends.
    """
    child = os.fork()
    if child == 0:
        _try(change, tests, seconds)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _seconds_enough(change: Change, tests: tuple[str, ...]) -> int:
    """Thrice the CPU seconds that a run takes with nothing changed, in which nothing may fail."""
    child = os.fork()
    if child == 0:
        _try(replace(change, tree=partial(_unchanged, change.file)), tests, MOST_SECONDS)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("A test file fails when it is run alone. → Mend it first.")
    return 5 + round(3 * usage.ru_utime)


def _try(change: Change, tests: tuple[str, ...], seconds: int) -> None:
    import pytest

    status = 1
    with contextlib.suppress(BaseException):
        _be_quiet()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        put_in(change)
        status = next((one for one in (pytest.main([*QUIET, test]) for test in tests) if one), 0)
    os._exit(int(status))


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _warm(tests: tuple[str, ...]) -> None:
    """Import everything once, and see the tests pass without a change."""
    import pytest

    if pytest.main([*QUIET, *tests]) != 0:
        sys.exit("The tests fail without a change. → Mend them first.")


def main() -> int:
    """Try every change; 1 where fewer than nine in ten are noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=SETS)
    parser.add_argument("--only", default="", help="files whose path holds this")
    parser.add_argument("--sample", type=int, default=0, help="so many changes, chosen by chance")
    parser.add_argument("--seed", type=int, default=0, help="of the chance")
    parser.add_argument("--list", action="store_true", help="only list the changes")
    arguments = parser.parse_args()
    run = SETS[arguments.name]
    chosen = [file for file in run.files if arguments.only in file]
    found = [change for file in chosen for change in changes_of(file)]
    if arguments.sample:
        found = random.Random(arguments.seed).sample(found, min(arguments.sample, len(found)))  # noqa: S311
    if arguments.list:
        for change in found:
            print(f"{change.file}:{change.line}: {change.what}")
        return 0
    os.environ.setdefault("LAW_EXAMPLES", "25")
    os.chdir(ROOT)
    sys.path[:0] = [str(SOURCE), str(ROOT)]
    _warm(run.tests)
    seconds = _seconds_enough(found[0], run.tests)
    noticed = 0
    for number, change in enumerate(found, 1):
        if is_noticed(change, run.tests, seconds):
            noticed += 1
        else:
            name = ".".join(change.function)
            print(f"{change.file}:{change.line}: {name}: {change.what}", flush=True)
        if number % 50 == 0:
            print(f"… {number} of {len(found)}, {noticed} noticed", flush=True)
    print(f"{noticed} of {len(found)} changes noticed ({100 * noticed / max(1, len(found)):.1f} %)")
    return 0 if noticed >= 0.9 * len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
