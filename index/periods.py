"""The periods that documents are counted by: each is named by its beginning."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta


def _week(day: date) -> str:
    return (day - timedelta(day.weekday())).isoformat()


def _quarter(month: str) -> str:
    return f"{month[:5]}{(int(month[5:]) - 1) // 3 * 3 + 1:02}"


PERIODS: Mapping[str, Callable[[str], str]] = {
    "day": lambda text: text if len(text) == 10 else "",
    "week": lambda text: _week(date.fromisoformat(text)) if len(text) == 10 else "",
    "month": lambda text: text[:7] if len(text) > 4 else "",
    "quarter": lambda text: _quarter(text[:7]) if len(text) > 4 else "",
    "year": lambda text: text[:4],
    "decade": lambda text: f"{text[:3]}0" if text else "",
    "century": lambda text: f"{text[:2]}00" if text else "",
}
"""The facets by date, each with the period of a date as published (ISO 8601, cut at its precision).

A week is named by its Monday, a quarter by its first month, a decade and a century by their first year. "" is none: of
what has no date, or none that is known so well.
"""
