"""Makes the tables of market/Records/Normalization and the vectors beside this file from the Unicode Character Database.

    python3 tests/vectors/unicode/make.py /usr/share/unicode

The folder holds version 15.0.0 (Debian: unicode-data 15.0.0-1). The same files give the same tables, to the last byte.
"""

import base64
import bz2
import gzip
import pathlib
import sys
import textwrap

VERSION = "15.0.0"
HERE = pathlib.Path(__file__).parent
TABLES = HERE.parents[2] / "market/Records/Normalization/UnicodeTables.Data.cs"
HEAD = f"""\
namespace Candor.Market.Records.Normalization;

/// <content>What tests/vectors/unicode/make.py made of UnicodeData.txt, DerivedNormalizationProps.txt and
/// CaseFolding.txt, version {VERSION}. Copyright © 1991-2022 Unicode, Inc.; UNICODE-LICENSE.txt beside this file.</content>
internal sealed partial class UnicodeTables
{{
    // Base64, in which white space does not count. Each section begins with the number of its rows; each number is
    // LEB128, and a code point is its distance from the end of the row before.
    private static ReadOnlySpan<byte> Packed => \"\"\"
"""


def rows(text):
    for line in text.splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if fields != [""]:
            yield fields


def span(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def unicode_data(text):
    """Code point to (general category, combining class, canonical decomposition), ranges written out."""
    data, first = {}, None
    for fields in rows(text):
        code, name, category, combining, mapping = int(fields[0], 16), fields[1], fields[2], int(fields[3]), fields[5]
        canonical = [] if mapping.startswith("<") else [int(c, 16) for c in mapping.split()]
        for each in range(code if first is None else first, code + 1):
            data[each] = (category, combining, canonical)
        first = code + 1 if name.endswith(", First>") else None
    return data


def runs(keyed):
    """Neighbouring code points of the same key as [first, last, key]."""
    found = []
    for code, key in sorted(keyed.items()):
        if found and found[-1][1] == code - 1 and found[-1][2] == key:
            found[-1][1] = code
        else:
            found.append([code, code, key])
    return found


def leb128(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number):
    return number * 2 if number >= 0 else -number * 2 - 1


def section(entries):
    """Entries of (first, last, numbers)."""
    out, end = bytearray(leb128(len(entries))), 0
    for first, last, numbers in entries:
        out += leb128(first - end)
        end = last + 1
        for number in numbers:
            out += leb128(number)
    return bytes(out)


def make(folder):
    def read(name):
        text = (folder / name).read_text(encoding="utf-8")
        if VERSION not in text.splitlines()[0] and name != "UnicodeData.txt":
            raise SystemExit(f"{folder / name}: the first line does not say {VERSION}")
        return text

    data = unicode_data(read("UnicodeData.txt"))
    excluded = {code for fields in rows(read("DerivedNormalizationProps.txt")) if fields[1] == "Full_Composition_Exclusion"
                for code in span(fields[0])}
    folding_text = read("CaseFolding.txt")
    folds = {int(fields[0], 16): [int(c, 16) for c in fields[2].split()]
             for fields in rows(folding_text) if fields[1] in "CF"}

    assigned = [(a, b, [b - a]) for a, b, _ in runs(dict.fromkeys(data, True))]
    classes = [(a, b, [b - a, key]) for a, b, key in runs({c: d[1] for c, d in data.items() if d[1]})]
    # One or two code points; 2 · second + whether composition leaves it out, where there is a second.
    if any(data[d[2][1]][2] for d in data.values() if len(d[2]) > 1):
        raise SystemExit("the second part of a decomposition comes apart again, which CanonicalForms.cs leaves out")
    pairs = [(c, c, [d[2][0], 2 * (d[2] + [0])[1] + (c in excluded)]) for c, d in sorted(data.items()) if d[2]]
    folded = [(c, c, [len(to)] + [zigzag(each - c) for each in to]) for c, to in sorted(folds.items())]
    packed = b"".join(map(section, (assigned, classes, pairs, folded)))

    body = "\n".join(f"        {line}" for line in textwrap.wrap(base64.b64encode(packed).decode(), 110))
    TABLES.write_text(f'{HEAD}{body}\n        """u8;\n}}\n', encoding="utf-8")
    print(f"{TABLES.name}: {len(packed)} bytes", [len(x) for x in (assigned, classes, pairs, folded)])

    # Comments after a row are names of characters, which are most of each file.
    def keep(name, text):
        lines = (line if line.startswith("#") else line.split("#")[0].strip() for line in text.splitlines())
        (HERE / f"{name}.gz").write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0))

    keep("NormalizationTest.txt", bz2.open(folder / "NormalizationTest.txt.bz2", "rt", encoding="utf-8").read())
    keep("CaseFolding.txt", folding_text)
    keep("DerivedAge.txt", read("DerivedAge.txt"))
    white = "".join(f"{line}\n" for line in read("PropList.txt").splitlines() if "; White_Space #" in line)
    (HERE / "White_Space.txt").write_text(f"# Of PropList-{VERSION}.txt\n{white}", encoding="utf-8")


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]))
