"""Makes text-normalization.json: cells, what a column asks for, and the text of the record, or null where there is none.

    python3 tests/vectors/text_normalization.py > tests/vectors/text-normalization.json

It normalises by Python's own Unicode data, and shares nothing with what it tests.
"""

import itertools
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop/python"))
from normalization import SPACE, VERSION, normalise  # noqa: E402
from refusal import Refused  # noqa: E402

CELLS = (
    ("precomposed", "Zoë Müller"),
    ("decomposed", "Zoe\u0308 Mu\u0308ller"),
    ("two marks, either order", "a\u0323\u0307"),
    ("two marks, either order", "a\u0307\u0323"),
    ("marks of one class keep their order", "a\u0301\u0300"),
    ("marks of one class keep their order", "a\u0300\u0301"),
    ("a mark between blocks a mark of its class", "a\u0308\u0301 a\u0301\u0308"),
    ("a mark at the beginning", "\u0301a"),
    ("a mark that comes apart", "a\u0344"),
    ("Vietnamese", "Nguyễn"),
    ("Vietnamese", "Nguye\u0302\u0303n"),
    ("Hangul syllables", "\ud55c\uae00"),
    ("Hangul jamo", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("Hangul: the place before the trailing consonants is none", "\uac00\u11a7"),
    ("Angstrom sign", "5 \u212b"),
    ("ohm and kelvin signs", "\u2126 \u212a"),
    ("Greek with the mark that folds to a letter", "\u1f80"),
    ("Greek with the mark that folds to a letter", "\u03b1\u0345\u0313"),
    ("Greek with the mark that folds to a letter", "\u03b1\u0313\u03b9"),
    ("a composition exclusion", "\u0958"),
    ("a composition exclusion of musical symbols", "\U0001d15e"),
    ("CJK compatibility ideograph", "\uf900 \U0002f800"),
    ("letter case", "STRASSE"),
    ("sharp s, which folds to two letters", "Straße"),
    ("capital sharp s", "STRA\u1e9eE"),
    ("dotted and dotless i, which are not Turkish here", "I\u0130\u0131i"),
    ("final sigma", "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2"),
    ("a letter that folds to a letter with a mark", "\u01f0 J\u030c"),
    ("Cherokee folds to capitals", "\uab70"),
    ("Deseret, beyond the first plane", "\U00010400"),
    ("a ligature, which is no canonical equivalent", "\ufb01n"),
    ("full width, which stays", "\uff21\uff22\u3000\uff23"),
    ("superscript and fraction stay", "m\u00b2 \u00bd"),
    ("Cyrillic looks like Latin and stays", "\u0420\u0430\u0440\u0430 Papa"),
    ("spaces", "a  b \t c\r\nd"),
    ("no-break and other spaces", "a\u00a0b\u2003\u3000c\u2028d\u205fe"),
    ("spaces that are canonical equivalents", "a\u2000b\u2001c"),
    ("every white space once", "x".join(["a", *SPACE, "b"])),
    ("a run of every white space, and white space at both ends", f"  a{SPACE}b\u3000"),
    ("no white space: zero width, word joiner, byte-order mark", "a\u200bb\u2060c\ufeffd\u180ee"),
    ("soft hyphen and joiners stay", "co\u00adop \u0915\u094d\u200d\u0937"),
    ("a control", "a\u0001\u001fb"),
    ("an emoji of several characters", "\U0001f469\u200d\u2695\ufe0f"),
    ("private use", "\ue000\U000f0000"),
    ("not assigned", "a\u0378"),
    ("not assigned yet: 15.1", "\u2ffc"),
    ("not assigned yet: 16.0", "\U0001fae9"),
    ("not assigned, last plane but two", "\U000e0fff"),
    ("a noncharacter", "a\ufdd0"),
    ("a noncharacter", "\U0010ffff"),
)
NAMES = ("nfc", "caseFold", "collapseSpaces")


def row(about, cell, asked):
    try:
        text = normalise(cell.strip(SPACE), dict.fromkeys(asked, True))
    except Refused:
        text = None
    return {"about": about, "cell": cell, "asked": asked, "text": text}


def main():
    choices = [list(asked) for count in (1, 2, 3) for asked in itertools.combinations(NAMES, count)]
    found = [row(about, cell, asked) for about, cell in CELLS for asked in choices]
    body = ",\n".join(f"    {json.dumps(each)}" for each in found)
    print(f'{{\n  "unicode": "{VERSION}",\n  "tests": [\n{body}\n  ]\n}}')


if __name__ == "__main__":
    main()
