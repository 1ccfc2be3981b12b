"""English stems, by Snowball's rules (https://snowballstem.org/algorithms/english/stemmer.html, as of version 3).

The same as `snowballstemmer` has them, some nine times as fast: it is by far the most of what indexing English costs.
Y stands for a y that is a consonant. R1 and R2 are what is left of a word after its first and its second syllable; most
endings are only taken off, or changed, where they lie in one of them.
"""

import re

_WHOLE = {word: word for word in ("andes", "atlas", "bias", "cosmos", "howe", "news", "sky")} | {
    "early": "earli", "gently": "gentl", "idly": "idl", "only": "onli", "singly": "singl", "skies": "sky",
    "skis": "ski", "ugly": "ugli",
}  # fmt: skip
"""Words that follow no rule."""

_SYLLABLE = re.compile("[^aeiouy]*[aeiouy]+[^aeiouy]")
_FIRST = re.compile(f"arsen|commun|emerg|gener|inter|later|organ|past|univers|{_SYLLABLE.pattern}")
_VOWEL = re.compile("[aeiouy]")
_SHORT = re.compile("(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|past)$")
"""What ends in a short syllable."""

_PAST_OR_GERUND = re.compile("(?:eed|ed|ing)(?:ly)?$")
_STAYS = re.compile("(?:succ|proc|exc)eed(?:ly)?|(?:even|cann|inn|earr|herr|out)ing")
_DOUBLE = re.compile("(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$")

_LONG = {
    "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize", "ization": "ize",
    "ational": "ate", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al", "alli": "al", "fulness": "ful",
    "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble", "bli": "ble", "ogist": "og",
    "ogi": "og", "fulli": "ful", "lessli": "less", "li": "",
}  # fmt: skip
_MIDDLE = {
    "tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ful": "",
    "ness": "", "ative": "",
}  # fmt: skip
_LAST = "al|ance|ence|er|ic|able|ible|ant|e?ment|ent|ism|ate|iti|ous|ive|ize|ion"


def _ending(endings: str) -> re.Pattern[str]:
    """The longest of some endings: a search goes from left to right."""
    return re.compile(f"(?:{endings})$")


_LONG_ENDING, _MIDDLE_ENDING, _LAST_ENDING = _ending("|".join(_LONG)), _ending("|".join(_MIDDLE)), _ending(_LAST)


def stem(word: str) -> str:
    """The stem of a word in lower-case letters of ASCII."""
    if len(word) < 3 or word in _WHOLE:
        return _WHOLE.get(word, word)
    if "y" in word:
        word = re.sub("([aeiouy])y", r"\1Y", "Y" + word[1:] if word[0] == "y" else word)
    first = _FIRST.match(word)
    r1 = first.end() if first else len(word)
    second = _SYLLABLE.match(word, r1)
    r2 = second.end() if second else len(word)
    word = _without_past(_without_plural(word), r1)
    if word[-1] in "yY" and len(word) > 2 and word[-2] not in "aeiouy":
        word = f"{word[:-1]}i"
    word = _without_last(_without_middle(_without_long(word, r1), r1, r2), r2)
    return _without_end(word, r1, r2).replace("Y", "y")


def _without_plural(word: str) -> str:
    if not word.endswith(("s", "ied")):
        return word
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    return word if word.endswith(("us", "ss")) or not _VOWEL.search(word, 0, len(word) - 2) else word[:-1]


def _without_past(word: str, r1: int) -> str:
    found = _PAST_OR_GERUND.search(word)
    if not found or _STAYS.fullmatch(word):
        return word
    at = found.start()
    if found.group().startswith("eed"):
        return f"{word[:at]}ee" if at >= r1 else word
    if len(word) == 5 and word.endswith("ying") and word[0] not in "aeiouy":
        return f"{word[0]}ie"
    if not _VOWEL.search(word, 0, at):
        return word
    word = word[:at]
    if word.endswith(("at", "bl", "iz")) or (len(word) == r1 and not _DOUBLE.search(word) and _SHORT.search(word)):
        return f"{word}e"
    if _DOUBLE.search(word) and not (len(word) == 3 and word[0] in "aeo"):
        return word[:-1]
    return word


def _without_long(word: str, r1: int) -> str:
    found = _LONG_ENDING.search(word)
    if not found or found.start() < r1:
        return word
    ending, rest = found.group(), word[: found.start()]
    if (ending == "li" and rest[-1:] not in tuple("cdeghkmnrt")) or (ending == "ogi" and not rest.endswith("l")):
        return word
    return rest + _LONG[ending]


def _without_middle(word: str, r1: int, r2: int) -> str:
    found = _MIDDLE_ENDING.search(word)
    if not found or found.start() < (r2 if found.group() == "ative" else r1):
        return word
    return word[: found.start()] + _MIDDLE[found.group()]


def _without_last(word: str, r2: int) -> str:
    found = _LAST_ENDING.search(word)
    if not found or found.start() < r2:
        return word
    rest = word[: found.start()]
    return word if found.group() == "ion" and not rest.endswith(("s", "t")) else rest


def _without_end(word: str, r1: int, r2: int) -> str:
    at = len(word) - 1
    if word[-1] == "e" and (at >= r2 or (at >= r1 and not _SHORT.search(word[:-1]))):
        return word[:-1]
    return word[:-1] if word.endswith("ll") and at >= r2 else word
