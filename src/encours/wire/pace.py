"""How fast one asks: a bucket of tokens, filled at a steady rate."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """At most `burst` questions at once, then `per_second`; `wait` and `tick` are the machine's unless told."""

    per_second: float = 5.0
    burst: int = 10
    wait: Callable[[float], object] = time.sleep
    tick: Callable[[], float] = time.monotonic
    _held: float = field(default=-1.0, init=False)
    _last: float = field(default=0.0, init=False)

    def take(self) -> None:
        """Take one token, waiting until there is one."""
        now = self.tick()
        if self._held < 0:
            self._held, self._last = float(self.burst), now
        self._held = min(float(self.burst), self._held + (now - self._last) * self.per_second)
        self._last = now
        if self._held < 1:
            self.wait((1 - self._held) / self.per_second)
            self._held, self._last = 1.0, self.tick()
        self._held -= 1
