"""archive.toml to Settings: what is right is read, what is wrong is named."""

from pathlib import Path

import pytest

from archive.errors import SettingsError
from archive.settings import default_settings, load_settings, read_settings


def test_default_settings_have_the_regions_of_the_design() -> None:
    names = {region.name for region in default_settings().regions}
    assert names == {"Africa", "Americas", "Arctic", "Asia-Pacific", "Europe", "Middle East", "Russia-Ukraine War"}


def test_relative_folders_are_taken_from_the_archive() -> None:
    settings = read_settings('[[folder]]\npath = "../reports"', Path("/srv/archive"))
    assert settings.folders[0].path == Path("/srv/reports")
    assert settings.folders[0].name == "reports"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("languages = 'en'", "languages"),
        ("colour = 'red'", "colour"),
        ("[[folder]]\nname = 'x'", "path"),
        ("[[folder]]\npath = '/a'\nmissing = 'burn'", "burn"),
        ("[[folder]]\npath = '/a'\nname = 'a/b'", "a/b"),
        ("[[folder]]\npath = '/a/x'\n[[folder]]\npath = '/b/x'", "'x'"),
        ("[folder]\npath = '/a'", "[[folder]]"),
        ("[[region]]\naliases = ['x']", "name"),
        ("[[region]]\nname = 'A'\ncountries = 'ru'", "countries"),
        ("languages = [", "TOML"),
        ("engine = '.'", "engine"),
        ("engine = ''", "engine"),
        ("engine = '/srv/documents'", "engine"),
        ("engine = '../index'", "engine"),
        ("[[folder]]\npath = '/a'\nname = 'x'\n[[folder]]\npath = '/a'\nname = 'y'", "watch one of them"),
        ("[[folder]]\npath = '/a'\nname = 'x'\n[[folder]]\npath = '/a/b'\nname = 'y'", "watch one of them"),
        ("[[folder]]\npath = '~nobody-has-this-name/x'", "home folder"),
        ("[[folder]]\npath = '/a'\nname = 'a:b'", "a:b"),
        ("[[region]]\nname = 'A'\ncountries = ['Germany']", "Germany"),
        ("languages = ['klingon']", "klingon"),
        ("languages = ['english']", "english"),
        ("engine = '/srv'", "/srv"),
        ("engine = '.'", "'.'"),
        ("engine = ''", "''"),
        ("engine = 'people.db'", "people.db"),
        ("[[region]]\nname = 'A'\ncountries = ['Russia']", "Russia"),
        ("[[region]]\nname = 'A'\n[[region]]\nname = 'A'", "'A'"),
        ("[[folder]]\npath = '~nobody-at-all/x'", "whole path"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(text: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(text, Path())
    assert named in str(caught.value)


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="backfile init"):
        load_settings(tmp_path)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_bytes(b"# \xff")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(tmp_path)
