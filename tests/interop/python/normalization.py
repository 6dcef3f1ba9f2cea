"""Normalised texts of a market's columns, by Python's own Unicode data and the list of what 15.0.0 assigns."""

import gzip
import pathlib
import re
import unicodedata

from refusal import Refused

VERSION = "15.0.0"
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000")
_RUN = re.compile(f"[{SPACE}]+")
_FOLDER = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "unicode"


def rows(name):
    """The rows of a file of the Unicode Character Database as lists of fields."""
    with gzip.open(_FOLDER / f"{name}.gz", "rt", encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields != [""] and not fields[0].startswith("@"):
                yield fields


def _assigned():
    """All but noncharacters, which have an age and are no characters."""
    found = set()
    for field, _ in rows("DerivedAge.txt"):
        first, _, last = field.partition("..")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found - set(range(0xFDD0, 0xFDF0)) - {plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF)}


ASSIGNED = _assigned()


def is_known_here(text):
    """Whether this Python's Unicode is late enough for the text. What a character that it knows becomes is the same in
    every later version."""
    return all(unicodedata.category(c) != "Cn" for c in text)


def normalise(text, options):
    """The text to commit to, of one without white space around it; options are those of the column. Raises Refused
    where 15.0.0 does not assign a code point, and LookupError where only this Python does not know it."""
    if any(ord(c) not in ASSIGNED for c in text):
        raise Refused("InvalidRecord")
    if not is_known_here(text):
        raise LookupError(f"Python's Unicode is {unicodedata.unidata_version}; expected {VERSION} or later")
    nfc = options.get("nfc", False)
    if options.get("caseFold"):
        text = (unicodedata.normalize("NFD", text) if nfc else text).casefold()
    if nfc:
        text = unicodedata.normalize("NFC", text)
    return _RUN.sub(" ", text).strip(" ") if options.get("collapseSpaces") else text
