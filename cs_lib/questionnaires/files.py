"""Which questionnaires are there? Those that we ship, and those that the engagement names."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from cs_lib.engagement import Engagement, FrozenDict, words
from cs_lib.engagement.reading import yaml_value
from cs_lib.errors import EngagementError
from cs_lib.questionnaires.model import Questionnaire

SHIPPED = Path(__file__).parent / "en"


def known(engagement: Engagement) -> Mapping[str, Questionnaire]:
    """Every questionnaire of a review by name; one of the client's replaces ours of that name.

    Raises EngagementError with everything that is wrong with the client's files.
    """
    found = dict(shipped())
    problems: list[str] = []
    for path in engagement.questionnaires:
        try:
            each = read(engagement.folder / path)
            found[each.name] = each
        except EngagementError as error:
            problems += [f"questionnaires: {path}: {problem}" for problem in error.problems]
    if problems:
        raise EngagementError("the engagement", problems)
    return FrozenDict(found)


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Ours, in the order of their files' names."""
    read_ = (read(path) for path in sorted(SHIPPED.glob("*.yml")))
    return FrozenDict({each.name: each for each in read_})


def read(path: Path) -> Questionnaire:
    """The questionnaire in a file; EngagementError with everything that is wrong with it."""
    try:
        data, twice = yaml_value(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EngagementError(str(path), [f"cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise EngagementError(str(path), ["is not UTF-8 text; save it as UTF-8"]) from None
    except ValueError as error:
        raise EngagementError(str(path), [str(error)]) from None
    if not isinstance(data, dict):
        raise EngagementError(str(path), ["must hold the keys name, title and sections"])
    try:
        found = Questionnaire.model_validate(data)
    except ValidationError as error:
        raise EngagementError(str(path), words.problems(error, Questionnaire)) from None
    if twice:
        raise EngagementError(str(path), twice)
    return found
