"""The ways in which a plain text comes: wrapped, hyphenated, printed, mailed, copied with what stands around it.

What is put around the texts is in two sets, one a half, so that none is judged by words that it was tuned with.
"""

from collections.abc import Callable, Sequence
from random import Random
from textwrap import wrap

MENUS = (
    (
        "Skip to main content|Home|World|Politics|Business|Opinion|Sport|Search|Sign in|Subscribe",
        "Share|Facebook|X|Email|Copy link",
        "Read more|Harbour dues to rise again in spring|What the ferry strike means for you|Related topics|Shipping"
        "|Trade unions|Most read|Newsletter|Sign up for our daily briefing|About us|Contact|Privacy policy"
        "|© 2025 The Quay. All rights reserved.",
    ),
    (
        "Menu|Jump to content|Today's paper|News|Region|Economy|Culture|Science|Weather|Podcasts|My account|Log in",
        "Listen to this article|4 min read|Save|Print|Share this story",
        "We use cookies to improve your experience.|Accept all|Manage settings|More from Markets"
        "|Bread prices fall for a third month|A baker's year in seven loaves|You might also like"
        "|The mill that would not stop|Follow us|Advertise|Careers|Terms of use|Copyright Meridian Wire 2024",
    ),
)
HEADS = ("THE QUAY WEEKLY REVIEW", "Meridian Wire - Morning Edition")
SENDERS = ("Anna Example <anna@quay.example>", '"Wire Desk" <desk@meridian.example>')
WIDTH, NARROW = 72, 56
OFTEN = 0.8
PAGE_LINES = 30

Damage = Callable[[str, Sequence[str], Random, int], str]


def wrapped(paragraphs: Sequence[str], indent: str = "", width: int = WIDTH) -> list[list[str]]:
    """Each paragraph as lines."""
    return [wrap(paragraph, width, initial_indent=indent) or [""] for paragraph in paragraphs]


def by_lines(title: str, paragraphs: Sequence[str], _random: Random, _half: int) -> str:
    """A line a paragraph, no empty ones."""
    return "\n".join([title, *paragraphs])


def by_gaps(title: str, paragraphs: Sequence[str], _random: Random, _half: int) -> str:
    """Empty lines between."""
    return "\n\n".join([title, *paragraphs])


def by_width(title: str, paragraphs: Sequence[str], _random: Random, half: int) -> str:
    """Broken at a width, with the other line ends in one half."""
    text = "\n\n".join("\n".join(lines) for lines in wrapped([title, *paragraphs]))
    return text.replace("\n", "\r\n") if half else text


def by_indent(title: str, paragraphs: Sequence[str], _random: Random, _half: int) -> str:
    """Broken at a width, with a blank at the start of each paragraph and no empty lines."""
    return "\n".join([title, "", *(line for lines in wrapped(paragraphs, "    ") for line in lines)])


def by_syllables(title: str, paragraphs: Sequence[str], random: Random, _half: int) -> str:
    """Broken at a narrow width, with words hyphenated, as recognised from print."""
    lines = [hyphenated(lines, random) for lines in wrapped(paragraphs, "", NARROW)]
    return "\n\n".join([title, *("\n".join(part) for part in lines)])


def hyphenated(lines: list[str], random: Random) -> list[str]:
    """Some lines with the head of the next one's first word at their ends."""
    lines = list(lines)
    for n in range(len(lines) - 1):
        word, room = lines[n + 1].split(" ")[0], NARROW - len(lines[n]) - 2
        if room > 2 and len(word) > room + 2 and word.isalpha() and word.islower() and random.random() < OFTEN:
            at = random.randrange(3, room + 1)
            lines[n] += f" {word[:at]}-"
            lines[n + 1] = lines[n + 1][at:]
    return lines


def by_pages(title: str, paragraphs: Sequence[str], random: Random, half: int) -> str:
    """Printed: pages with a running head and a number at their feet, form feeds between."""
    lines = by_width(title, paragraphs, random, 0).split("\n")
    length = min(PAGE_LINES, len(lines) // 2 + 1)
    pages = [lines[at : at + length] for at in range(0, len(lines), length)]
    return "\f".join("\n".join([HEADS[half], "", *page, "", f"{n} ".rjust(40)]) for n, page in enumerate(pages, 1))


def as_mail(title: str, paragraphs: Sequence[str], random: Random, half: int) -> str:
    """With a mail's or a news group's headers."""
    more = ("To: all@quay.example", "Newsgroups: talk.harbours\nMessage-ID: <1@meridian.example>")[half]
    head = f"From: {SENDERS[half]}\nSubject: {title}\nDate: Tue, 21 Oct 2025 07:45:12 -0200\n{more}\n\n"
    return head + by_width("", paragraphs, random, 0).lstrip()


def as_copied(title: str, paragraphs: Sequence[str], _random: Random, half: int) -> str:
    """With the menus of a site before, between title and text, and behind."""
    above, between, below = (part.replace("|", "\n") for part in MENUS[half])
    return "\n\n".join([above, title, between, *paragraphs, below])


def as_quoted(title: str, paragraphs: Sequence[str], random: Random, _half: int) -> str:
    """Quoted in a mail, each line with its mark."""
    lines = by_width("", paragraphs, random, 0).strip().split("\n")
    return "\n".join([title, "", *(f"> {line}".rstrip() for line in lines)])


WAYS: dict[str, Damage] = {
    "a line a paragraph": by_lines,
    "empty lines between": by_gaps,
    "wrapped at 72": by_width,
    "wrapped and indented": by_indent,
    "wrapped and hyphenated": by_syllables,
    "on pages": by_pages,
    "mailed": as_mail,
    "quoted": as_quoted,
    "copied with menus": as_copied,
}
