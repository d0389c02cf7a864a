"""Independent questions asked side by side: while one is planned and read here, the database works on another."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

_POOL = ThreadPoolExecutor(1, "questions")  # one beside whoever asks: the database has threads of its own

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A question that may be on its way already; `answer()` is where it counts, and where it fails."""

    _question: Callable[[], T]
    _begun: "Future[T]"

    def answer(self) -> T:
        """What the question answers. Raises what it raises.

        Whoever waits does the work that nobody has begun, so that one reader's long question never holds up another's.
        """
        return self._question() if self._begun.cancel() else self._begun.result()

    def drop(self) -> None:
        """Nobody wants to know any more: what was not begun is not asked. What runs already ends by its time limit."""
        self._begun.cancel()


def together(*questions: Callable[[], T]) -> tuple[Asked[T], ...]:
    """The questions in the same order; a helper begins at their end, while whoever asks begins at the front.

    A question is a call of a registered query, or of what is made of several: scope, guard, time limit and cache are
    those of the warehouse that it holds, and each takes a connection of its own. A question that needs the answer of
    another belongs into one function with it.
    """
    begun = [Asked(question, _POOL.submit(question)) for question in reversed(questions)]
    return tuple(reversed(begun))
