"""`archive.toml` to Settings: watched folders, regions, languages, and where the index lives."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.errors import SettingsError, did_you_mean

SETTINGS_NAME = "archive.toml"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world: its name, other spellings of it, ISO 3166-1 alpha-2 members, and words that speak of it."""

    name: str
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes: the one name it is kept under, other spellings of it, and its domains.

    `keep` and `drop` are the texts of blocks on its pages, `*` standing for any letters or none.
    """

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A watched root: its name in keys, where it is, file patterns left out, and what a vanished file means."""

    name: str
    path: Path
    ignore: tuple[str, ...] = ()
    missing: str = "keep"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person wrote in `archive.toml`. `languages` are ISO 639-1 codes; `engine` is a path in the archive."""

    folders: tuple[Folder, ...]
    regions: tuple[Region, ...]
    languages: tuple[str, ...]
    engine: str
    sources: tuple[Source, ...] = ()


def default_text() -> str:
    """The commented `archive.toml` a new archive begins with."""
    return Path(__file__).with_name("default.toml").read_text("utf-8")


def default_settings() -> Settings:
    """The Settings of a new archive."""
    return read_settings(default_text(), Path())


def load_settings(root: Path) -> Settings:
    """The Settings of the archive in `root`. Raises SettingsError."""
    path = root / SETTINGS_NAME
    try:
        return read_settings(path.read_text("utf-8"), root)
    except OSError as error:
        raise _unreadable(root, error) from error
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _unreadable(root: Path, error: OSError) -> SettingsError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        what = "is not there" if not root.exists() else "is no archive: it has no archive.toml"
        return SettingsError(f"{root} {what}; name the folder of an archive, or make one with `backfile init DIR`")
    return SettingsError(f"cannot read {root / SETTINGS_NAME}: {error.strerror}; mend its permissions, or restore it")


@lru_cache(maxsize=8)  # the page opens the archive once a request
def read_settings(text: str, root: Path) -> Settings:
    """The Settings that `text` means, its relative paths taken from `root`. Raises SettingsError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"not valid TOML: {error}; mend it there") from error
    _refuse_unknown("archive.toml", data, {"languages", "engine", "folder", "region", "source"})
    return Settings(
        folders=_folders(data, root),
        regions=_regions(data),
        languages=_codes(data, "languages", "archive.toml", "[a-z]{2,3}", "en, ru") or ("en",),
        engine=_engine(data),
        sources=to_sources(data, text),
    )


def _engine(data: Mapping[str, Any]) -> str:
    """The index's folder: one of its own in the archive, for what it does not need any more is deleted there."""
    name = _string(data, "engine", "archive.toml", "index")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise SettingsError(f'`engine` is {name!r}; write the name of a folder in the archive, like engine = "index"')
    return name


def _folders(data: Mapping[str, Any], root: Path) -> tuple[Folder, ...]:
    folders = tuple(_folder(table, root) for table in _tables(data, "folder"))
    _refuse_twice("watched folders", [folder.name for folder in folders])
    for outer in folders:
        for inner in folders:
            if inner is not outer and inner.path.is_relative_to(outer.path):
                raise SettingsError(f"watched folder {inner.path} lies in {outer.path}; watch one of them")
    return folders


def _folder(table: Mapping[str, Any], root: Path) -> Folder:
    _refuse_unknown("[[folder]]", table, {"name", "path", "ignore", "missing"})
    path = _string(table, "path", "[[folder]]")
    if not path:
        raise SettingsError('a [[folder]] has no `path`; write path = "/where/reports/are"')
    missing = _string(table, "missing", "[[folder]]", "keep")
    if missing not in ("keep", "remove"):
        raise SettingsError(f'[[folder]] {path}: `missing` is {missing!r}; write "keep" or "remove"')
    place = _place(path, root)
    name = _string(table, "name", "[[folder]]", place.name)
    if not re.fullmatch(r"[^/:\x00-\x1f]+", name):
        raise SettingsError(f"[[folder]] {path}: `name` is {name!r}; write a word without slash or colon")
    return Folder(name, place, _strings(table, "ignore", "[[folder]]"), missing)


def _place(path: str, root: Path) -> Path:
    if not path.isprintable():
        raise SettingsError(f"[[folder]]: `path` is {path!r}, with a character no path should have; take it out")
    try:
        return Path(os.path.normpath((root / Path(path).expanduser()).absolute()))
    except RuntimeError as error:
        raise SettingsError(f"[[folder]] {path}: there is no such home folder; write the whole path") from error


def _regions(data: Mapping[str, Any]) -> tuple[Region, ...]:
    regions = tuple(_region(table) for table in _tables(data, "region"))
    _refuse_twice("regions", [region.name for region in regions])
    return regions


def _region(table: Mapping[str, Any]) -> Region:
    _refuse_unknown("[[region]]", table, {"name", "aliases", "countries", "words"})
    name = _string(table, "name", "[[region]]")
    if not name:
        raise SettingsError('a [[region]] has no `name`; write name = "Arctic"')
    where = f"[[region]] {name}"
    countries = _codes(table, "countries", where, "[A-Z]{2}", "UA, RU")
    return Region(name, _strings(table, "aliases", where), countries, _strings(table, "words", where))


def to_sources(data: Mapping[str, Any], text: str = "") -> tuple[Source, ...]:
    """The `source` tables of TOML that was read from `text`. Raises SettingsError."""
    sources = tuple(_source(table, text) for table in _tables(data, "source"))
    _refuse_twice("sources", [source.name for source in sources])
    owners: dict[str, str] = {}
    for source in sources:
        for words in {*source.aliases, *source.domains}:
            other = owners.setdefault(words.casefold(), source.name)
            if other != source.name:
                raise SettingsError(f"sources {other!r} and {source.name!r} both claim {words!r}; leave it to one")
    return sources


def _source(table: Mapping[str, Any], text: str) -> Source:
    _refuse_unknown("[[source]]", table, {"name", "aliases", "domains", "keep", "drop"})
    name = _string(table, "name", "[[source]]").strip()
    if not name:
        raise SettingsError('a [[source]] has no `name`; write name = "Reuters"')
    where = f"[[source]] {name}"
    domains = _strings(table, "domains", where)
    for domain in domains:
        if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}", domain):
            bare = re.sub(r"^https?://|[/?#].*$", "", domain)
            raise SettingsError(f"{where}: `domains` has {domain!r}; write it bare, like {bare or 'reuters.com'!r}")
    keep, drop = (_rules(table, key, where, text) for key in ("keep", "drop"))
    for rule in keep:
        if rule in drop:
            raise SettingsError(f"{_line(text, rule)}{where} both keeps and drops {rule!r}; take one of them out")
    return Source(name, _strings(table, "aliases", where), domains, keep, drop)


def _rules(table: Mapping[str, Any], key: str, where: str, text: str) -> tuple[str, ...]:
    """Texts of blocks, each with enough in it to tell some blocks from all others."""
    rules = _strings(table, key, where)
    for rule in rules:
        if len(re.findall(r"\w", rule)) < (2 if "*" in rule else 1):
            example = f'{key} = ["About us*"]'
            raise SettingsError(f"{_line(text, rule)}{where}: {key} {rule!r} would mean any block; write {example}")
    return rules


def _line(text: str, words: str) -> str:
    """Where in the file a text in quotes stands first, as an error begins; "" where it is spelt with escapes."""
    quoted = (f'"{words}"', f"'{words}'")
    lines = enumerate(text.splitlines(), 1)
    return next((f"line {number}: " for number, line in lines if any(each in line for each in quoted)), "")


def _refuse_twice(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"two {what} are called {name!r}; give each its own `name`")


def _codes(table: Mapping[str, Any], key: str, where: str, pattern: str, example: str) -> tuple[str, ...]:
    codes = _strings(table, key, where)
    for code in codes:
        if not re.fullmatch(pattern, code):
            raise SettingsError(f"{where}: `{key}` has {code!r}, which is no code; write codes like {example}")
    return codes


def _refuse_unknown(where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            there = did_you_mean(key, known) + f"known: {', '.join(sorted(known))}"
            raise SettingsError(f"{where} has {key!r}, which means nothing here; {there}")


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{key!r} must be written as [[{key}]]")
    return tables


def _string(table: Mapping[str, Any], key: str, where: str, default: str = "") -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise SettingsError(f"{where}: `{key}` must be text in quotes, not {value!r}")
    return value


def _strings(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SettingsError(f'{where}: `{key}` must be a list of texts, like {key} = ["one", "two"]')
    return tuple(values)
