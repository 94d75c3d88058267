"""Switch rules off for a while: one function or constant is replaced wherever a module holds it.

So the code that answers needs no flag for it.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

import qa

#: Parts of `qa` that answer no question.
_ELSEWHERE = ("qa.cli", "qa.integrations", "qa.server", "qa.__main__")


class Switch(NamedTuple):
    """One name and what stands in its place while its group is off.

    Args:
        target: Where it is defined, as `module:name` or `module:Class.name`.
        off: A function of the same arguments, or a constant.
    """

    target: str
    off: Any


class Place(NamedTuple):
    """A module or class that holds a name."""

    owner: object
    name: str


def original(switch: Switch) -> Any:
    """What the target is now.  Raises `LookupError` if there is no such name."""
    owner, name = _owner(switch.target)
    try:
        return vars(owner)[name]
    except KeyError as error:
        raise LookupError(f"{switch.target} does not exist: the table of groups is out of date") from error


def places(switch: Switch) -> list[Place]:
    """Every module that holds the target, under whatever name; of a constant or a method the owner alone."""
    owner, name = _owner(switch.target)
    held = original(switch)
    if not callable(held) or not isinstance(owner, ModuleType):
        return [Place(owner, name)]
    return [
        Place(module, known)
        for module in _modules()
        for known, value in list(vars(module).items())
        if value is held
    ]


@contextmanager
def switched_off(switches: Sequence[Switch]) -> Iterator[None]:
    """Replace all targets; nothing that was cached before or within is used on the other side."""
    with ExitStack() as stack:
        for switch in switches:
            for place in places(switch):
                stack.enter_context(patch.object(place.owner, place.name, switch.off))
        clear_caches()
        try:
            yield
        finally:
            clear_caches()


@contextmanager
def watched(switches: Sequence[Switch], within: Sequence[str], noticed: Callable[[], None]) -> Iterator[None]:
    """Call `noticed` whenever the replacements would make a difference; what is computed stays as it is.

    Args:
        within: Functions to compare with and without the switches; by default the switched functions
            themselves are compared with what stands in their place.
    """
    with ExitStack() as stack:
        if within:
            watchers = [(Switch(target, None), _with_switches(target, switches)) for target in within]
        else:
            watchers = [(switch, switch.off) for switch in switches]
        for switch, other in watchers:
            watcher = _watcher(original(switch), other, noticed)
            for place in places(switch):
                stack.enter_context(patch.object(place.owner, place.name, watcher))
        yield


def clear_caches() -> None:
    """Forget what functions of `qa` remember by `lru_cache`."""
    for module in _modules():
        for value in list(vars(module).values()):
            clear = getattr(value, "cache_clear", None)
            if callable(clear):
                clear()


def _with_switches(target: str, switches: Sequence[Switch]) -> Callable[..., Any]:
    """The function of a target as it is while the switches are off."""
    held = original(Switch(target, None))
    plain = getattr(held, "__wrapped__", held)  # Without its cache.

    def switched(*args: Any, **options: Any) -> Any:
        with ExitStack() as stack:
            for switch in switches:
                owner, name = _owner(switch.target)
                stack.enter_context(patch.object(owner, name, switch.off))
            return plain(*args, **options)

    return switched


def _watcher(
    held: Callable[..., Any], other: Callable[..., Any], noticed: Callable[[], None]
) -> Callable[..., Any]:
    """`held`, whose results are compared with those of `other`."""

    @wraps(held)
    def watching(*args: Any, **options: Any) -> Any:
        found, instead = held(*args, **options), other(*args, **options)
        if _differs(found, instead):
            noticed()
        return found

    return watching


def _differs(one: object, other: object) -> bool:
    try:
        return bool(one != other)
    except ValueError:  # Arrays have no single answer; they are taken to differ.
        return True


def _owner(target: str) -> tuple[Any, str]:
    module, _, path = target.partition(":")
    owner: Any = import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    return owner, name


def _modules() -> list[ModuleType]:
    """Every module of `qa` that answers questions, imported."""
    for found in pkgutil.walk_packages(qa.__path__, "qa.", onerror=lambda name: None):
        if not found.name.startswith(_ELSEWHERE) and found.name not in sys.modules:
            import_module(found.name)
    return [module for name, module in list(sys.modules.items()) if name.startswith("qa.") and module]
