"""Every question is read twice, by durable-rules and by the plain reader; what happens where one fails or differs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from claims.kernel.errors import Refusal
from claims.kernel.machine import Act
from claims.rules.engine import DurableReader, EngineFault, EngineMissing
from claims.rules.plain import PlainReader
from claims.rules.ruleset import Holds, Reader, RuleSet
from claims.rules.vocabulary import Raw

BOTH = "engine+plain"
PLAIN = "plain"
MOST_FAULTS = 3  # a fault leaks half a megabyte in the core; after so many the engine rests for this rule set

log = logging.getLogger(__name__)


class ReadersDisagree(Refusal):
    """The two readers of the policy {policy} disagree, so nothing was decided; decide in person and tell the admin."""

    status = 409
    act: Act | None = None
    """The attempt in which it was asked, where there is one."""


class TwoReaders:
    """Both readers of one rule set."""

    def __init__(self, policy: str, rules: RuleSet, engine: Callable[[RuleSet], Reader] | None = DurableReader) -> None:
        """`engine` builds the first reader from the rule set; None means that this house runs without it."""
        self.policy, self.rules = policy, rules
        self._plain = PlainReader(rules)
        self._faults = 0
        self._engine: Reader | None = None
        try:
            self._engine = engine(rules) if engine else None
        except (EngineMissing, EngineFault) as fault:
            log.warning("durable-rules cannot be used for %s, the plain reader decides alone: %s", policy, fault)

    def match(self, facts: Sequence[Raw]) -> tuple[Holds, str]:
        """Which rules hold, and who read them ("engine+plain" or "plain"); ReadersDisagree where the two differ."""
        seen = self._plain.match(facts)
        answer = self._asked(facts)
        if answer is None:
            return seen, PLAIN
        if answer != seen:
            rules = [place for place, (one, other) in enumerate(zip(answer, seen, strict=False)) if one != other]
            log.error("the readers of %s disagree about %d facts at the rules %s", self.policy, len(facts), rules[:5])
            raise ReadersDisagree(policy=self.policy)
        return seen, BOTH

    def _asked(self, facts: Sequence[Raw]) -> Holds | None:
        # one fault is tried again on freshly compiled rules, then the plain reader decides alone
        for _ in range(2):
            if self._engine is None or self._faults >= MOST_FAULTS:
                return None
            try:
                return self._engine.match(facts)
            except EngineFault as fault:
                self._faults += 1
                log.warning("durable-rules failed on %s (%d of %d): %s", self.policy, self._faults, MOST_FAULTS, fault)
        return None
