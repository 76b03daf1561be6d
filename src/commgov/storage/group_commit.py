"""Many callers, one durable commit: what waits while the disk writes is written together the next time.

There is no thread of its own. A caller who finds nobody writing writes, for itself alone at once; whoever comes
meanwhile waits in line, and the first of them writes next, for the whole line. So a single caller pays nothing for it.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class _Place(Generic[Asked, Answered]):
    """A caller's place in line."""

    __slots__ = ("answer", "asked", "error", "gate", "leads")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Answered | None = None
        self.error: BaseException | None = None
        self.leads = False
        self.gate = Lock()
        self.gate.acquire()  # noqa: SIM115, RUF100 -- released by whoever leads, in another thread


class GroupCommit(Generic[Asked, Answered]):
    """Joins what callers in several threads ask at the same time.

    Each gets its own answer, once all of it is written for good. If writing them together fails, each is tried alone,
    so that nobody meets another's error.

    Args:
        write: answers what several callers ask, all or nothing; raises if it cannot.
        together_max: how many callers it takes at a time.

    Example:
        >>> doubled = GroupCommit(lambda asked: [2 * each for each in asked])
        >>> doubled.ask(21)
        42
    """

    def __init__(self, write: Callable[[Sequence[Asked]], Sequence[Answered]], together_max: int = 1000) -> None:
        """Begin with an empty line."""
        self._write, self._together_max = write, together_max
        self._line: list[_Place[Asked, Answered]] = []
        self._is_writing = False
        self._lock = Lock()

    def ask(self, asked: Asked) -> Answered:
        """The answer to what one caller asks; whatever `write` raised for it."""
        with self._lock:
            alone = not self._is_writing
            self._is_writing = True
            if not alone:
                place = _Place[Asked, Answered](asked)
                self._line.append(place)
        if alone:
            try:
                return self._write([asked])[0]
            finally:
                self._pass_on()
        try:
            place.gate.acquire()
        except BaseException:  # such as KeyboardInterrupt: nobody must wait for somebody who has left
            self._leave(place)
            raise
        if place.leads:
            self._lead()
        if place.error is not None:
            raise place.error
        return place.answer  # type: ignore[return-value]  # whoever leads has set it

    def _leave(self, place: _Place[Asked, Answered]) -> None:
        """Let somebody go who still stands in line; whoever is being answered already is answered."""
        with self._lock:
            if place in self._line:
                self._line.remove(place)
        if place.leads:
            self._pass_on()

    def _lead(self) -> None:
        """Write for the first in line and whoever stands behind, open their gates, and let the next one lead."""
        with self._lock:
            together, self._line = self._line[: self._together_max], self._line[self._together_max :]
        try:
            self._answer(together)
        except BaseException as error:
            for place in together:
                if place.answer is None and place.error is None:
                    place.error = error
            raise
        finally:
            self._pass_on()
            for place in together:
                place.gate.release()

    def _answer(self, together: list[_Place[Asked, Answered]]) -> None:
        try:
            answers = self._write([place.asked for place in together])
        except Exception as error:  # noqa: BLE001 -- it is raised again, to whom it concerns
            if len(together) == 1:
                together[0].error = error
                return
            for place in together:
                self._answer([place])
        else:
            for place, answer in zip(together, answers, strict=True):
                place.answer = answer

    def _pass_on(self) -> None:
        """Let the first in line lead, if anybody waits."""
        with self._lock:
            if self._line:
                self._line[0].leads = True
                self._line[0].gate.release()
            else:
                self._is_writing = False
