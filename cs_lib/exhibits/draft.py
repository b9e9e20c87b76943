"""Why is a report still a draft? A broken check, or a metric that nobody has agreed to."""

from typing import ClassVar

from cs_lib.texts import Name, Sentence


class GateBroken(Sentence):
    block: ClassVar[str | None] = "shared.draft"
    id: Name
    name: Name


class Metric(Sentence):
    block: ClassVar[str | None] = "shared.draft"
    name: Name


class NotAgreed(Sentence):
    block: ClassVar[str | None] = "shared.draft"
    metrics: tuple[Metric, ...]


class Disputed(Sentence):
    block: ClassVar[str | None] = "shared.draft"
    metrics: tuple[Metric, ...]


REASONS = (GateBroken, NotAgreed, Disputed)
