"""How a run is told on a terminal or as JSON lines, file by file and in sum."""

import sys
import time
from dataclasses import dataclass, field

import click

from archive.report import CHANGED, Outcome, Result
from archive.tally import Summary
from webui.cli.place import print_json, shown_key
from webui.terminal import printable

REDRAW_SECONDS = 0.2


@dataclass(slots=True)
class Teller:
    """Tells of a run: JSON lines, or for people a line on standard error that counts along where that is a terminal.

    A `quiet` one speaks only of files newly put in quarantine; `total` is how many files there are, where known.
    """

    as_json: bool
    quiet: bool = False
    total: int = 0
    _seen: int = 0
    _again: int = 0
    _drawn: float = field(default_factory=time.monotonic)
    _on_line: bool = False

    def tell(self, outcome: Outcome) -> None:
        """Tell of one file."""
        again = outcome.result is Result.RECLEANED
        self._seen, self._again = self._seen + (not again), self._again + again
        if self.as_json:
            print_json(_outcome_json(outcome))
        elif again and outcome.reason not in ("", CHANGED) and not self.quiet:
            self.end()
            why = printable(f"{outcome.reason}: {outcome.detail}")
            click.echo(f"stays as it was {shown_key(outcome.key)} ({outcome.id}): {why}", err=True)
        elif outcome.result is Result.QUARANTINED and not outcome.again:
            self.end()
            click.echo(f"quarantined {shown_key(outcome.key)}: {outcome.reason}: {printable(outcome.detail)}", err=True)
        elif sys.stderr.isatty() and time.monotonic() - self._drawn >= REDRAW_SECONDS:
            of_all = f" of {self.total:,}" if self.total else ""
            far = f"{self._again:,} cleaned again" if again else f"{self._seen:,}{of_all} files"
            click.echo(f"\r{far} …", nl=False, err=True)
            self._drawn, self._on_line = time.monotonic(), True

    def remark(self, text: str) -> None:
        """Tell a person something of the run as a whole."""
        if not self.quiet and not self.as_json:
            self.end()
            click.echo(text, err=True)

    def end(self) -> None:
        """Take the counting line away."""
        if self._on_line:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._on_line = False

    def sum_up(self, summary: Summary, documents: int | None = None) -> None:
        """Tell what it all came to, and how many documents there are now."""
        if self.as_json:
            again = {"changed_again": summary.changed_again, "kept_as_was": summary.kept_as_was}
            print_json({**summary.counts, "newly_quarantined": summary.newly_quarantined, **again})
        elif not self.quiet or summary.newly_quarantined:
            files = {name: count for name, count in summary.counts.items() if count and name != Result.RECLEANED}
            parts = [*(f"{count:,} {name}" for name, count in files.items()), *_again(summary)]
            total = "" if documents is None else f" The archive has {documents:,} document{'s' * (documents != 1)}."
            click.echo(f"{', '.join(parts) or 'Nothing to take in'}.{total}")
            if summary.newly_quarantined:
                click.echo("`backfile quarantine` tells what to do about what was quarantined.", err=True)


def _again(summary: Summary) -> list[str]:
    """What came of the documents that were cleaned again, if any were."""
    count = summary.counts[Result.RECLEANED]
    kept = f" ({summary.kept_as_was:,} could not be read now and stayed as before)" * bool(summary.kept_as_was)
    return [f"{count:,} cleaned again{kept}, {summary.changed_again:,} of them changed"] * bool(count)


def _outcome_json(outcome: Outcome) -> dict[str, str]:
    return {
        "key": outcome.key.decode("utf-8", "backslashreplace"),
        "result": outcome.result.value,
        "id": outcome.id,
        "reason": outcome.reason,
        "detail": outcome.detail,
    }
