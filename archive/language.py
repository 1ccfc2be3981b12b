"""The language of a text: what the page says, and what the words say."""

import re
import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENOUGH = 200  # characters; below, detection is a guess
GUESS = 0.2  # of 182 headlines and half lines judged with less, 58 were wrong; of 93 just above, 13
_SAMPLE = 4000
# Languages whose script tells at once that a page does not speak what it claims.
_SCRIPTS = {
    "CYRILLIC": ["ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg"],
    "ARABIC": ["ar", "fa", "ur", "ps", "ug", "ku", "sd"],
    "CJK": ["zh", "ja"],
    "HANGUL": ["ko"],
    "HIRAGANA": ["ja"],
    "KATAKANA": ["ja"],
    "GREEK": ["el"],
    "HEBREW": ["he", "yi"],
    "THAI": ["th"],
    "DEVANAGARI": ["hi", "mr", "ne"],
    "ARMENIAN": ["hy"],
    "GEORGIAN": ["ka"],
}

# Languages so near each other that words alone are a poor witness against what the page says.
_NEAR = ("hr sr bs sl mk bg", "no nb nn da sv", "id ms jv", "cs sk", "gl pt es ca an oc", "af nl", "ru uk be", "zh ja")


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, float]:
    """The likeliest language of `text` (ISO 639-1) and how sure that is, 0 to 1; `("", 0.0)` without letters."""
    sample = text[:_SAMPLE]
    if not re.search(r"[^\W\d_]", sample):
        return "", 0.0
    language, sure = _identifier().classify(sample)
    return str(language), min(float(sure), 0.99)


def code(tag: str) -> str:
    """The ISO 639-1 code in a tag such as `en-US`, `en_US` or `eng`; "" where there is none."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:$|[-_,;\s])", tag)
    if not found:
        return ""
    short = found[1].lower()
    three = {"eng": "en", "rus": "ru", "ger": "de", "deu": "de", "fra": "fr", "fre": "fr", "spa": "es", "ukr": "uk"}
    return {"iw": "he", "in": "id", "ji": "yi"}.get(short, short) if len(short) == 2 else three.get(short, "")


def scripts_disagree(language: str, text: str) -> bool:
    """Whether most letters of `text` are of a script that `language` is not written in."""
    letters = [c for c in text[:_SAMPLE] if c.isalpha()]
    names = [unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in letters[:1000]]
    if not names:
        return False
    script = max(set(names), key=names.count)
    if script in _SCRIPTS:
        return language not in _SCRIPTS[script] and language not in ("sr", "ja")
    return script == "LATIN" and any(language in spoken for spoken in _SCRIPTS.values()) and language != "sr"


def told_apart(said: str, seen: str, text: str) -> bool:
    """Whether `text` is surely in `seen` and not in `said`: both its halves are, and the two are not alike."""
    if any({said, seen} <= set(near.split()) for near in _NEAR):
        return False
    sample = text[:_SAMPLE]
    middle = len(sample) // 2
    return all(language == seen and sure > 0.9 for language, sure in (detect(sample[:middle]), detect(sample[middle:])))
