"""The characters that stand for what is no character, and which characters act alike.

The rules were measured by Sander Land against the provider's own counts and are published, with the
vocabularies, in the package ctok (MIT). They are told here in words of our own:

* A text is written as a stream in which markers stand for the beginning and end of a word, for a
  capital at its head and for a word in capitals. The vocabulary's pieces hold these markers.
* Letters form words. Digits, ideographs and whatever lies beyond the basic plane stand alone and
  take no marker: they are *solid*. Everything else takes a marker only beside a single blank.

Markers are control characters: normalising removes these from every text, so none can be mistaken
for one, and a text of ASCII stays one.
"""

WORD_BEGIN, WORD_END, CAPITAL, CAPITALS = "\x01", "\x02", "\x03", "\x04"
SOLID, CUT = "\x05", "\x06"
"""A run of solid characters is written SOLID CUT SOLID: its own cost is counted apart, and what
stands on either side of the cut still sees what it stands beside."""
CONTRACTIONS = {
    suffix: chr(0x0E + place) for place, suffix in enumerate(("s", "t", "d", "m", "ll", "re", "ve"))
}
"""What a contraction's apostrophe and suffix are written as."""

ALPHABETIC_MARKS = """
345 363-36f 5b0-5bd 5bf 5c1-5c2 5c4-5c5 5c7-5c9 610-61a 64b-657 659-65f 670 6d6-6dc 6e1-6e4 6e7-6e8
6ed 711 730-73f 7a6-7b0 816-817 81b-823 825-827 829-82c 897 8d4-8df 8e3-8e9 8f0-903 93a-93b 93e-94c
94e-94f 955-957 962-963 981-983 9be-9c4 9c7-9c8 9cb-9cc 9d7 9e2-9e3 a01-a03 a3e-a42 a47-a48 a4b-a4c
a51 a70-a71 a75 a81-a83 abe-ac5 ac7-ac9 acb-acc ae2-ae3 afa-afc b01-b03 b3e-b44 b47-b48 b4b-b4c
b56-b57 b62-b63 b82 bbe-bc2 bc6-bc8 bca-bcc bd7 c00-c04 c3e-c44 c46-c48 c4a-c4c c55-c56 c62-c63
c81-c83 cbe-cc4 cc6-cc8 cca-ccc cd5-cd6 ce2-ce3 cf3 d00-d03 d3e-d44 d46-d48 d4a-d4c d57 d62-d63
d81-d83 dcf-dd4 dd6 dd8-ddf df2-df3 e31 e34-e3a e4d eb1 eb4-eb9 ebb-ebc ecd f71-f83 f8d-f97 f99-fbc
102b-1036 1038 103b-103e 1056-1059 105e-1060 1062-1064 1067-106d 1071-1074 1082-108d 108f 109a-109d
1712-1713 1732-1733 1752-1753 1772-1773 17b6-17c8 1885-1886 18a9 1920-192b 1930-1938 1a17-1a1b
1a55-1a5e 1a61-1a74 1abf-1ac0 1acc-1ace 1b00-1b04 1b35-1b43 1b80-1b82 1ba1-1ba9 1bac-1bad 1be7-1bf1
1c24-1c36 1dd3-1df4 2de0-2dff a674-a67b a69e-a69f a802 a80b a823-a827 a880-a881 a8b4-a8c3 a8c5 a8ff
a926-a92a a947-a952 a980-a983 a9b4-a9bf a9e5 aa29-aa36 aa43 aa4c-aa4d aa7b-aa7d aab0 aab2-aab4
aab7-aab8 aabe aaeb-aaef aaf5 abe3-abea fb1e
"""
"""Marks of the basic plane with Unicode's property Alphabetic (Unicode 17); they belong to a word.
Every other mark stands outside of words. The standard library does not know this property."""

LETTER_SYMBOLS = "16ee-16f0 2160-2188 24b6-24e9 a6e6-a6ef"
"""Numbers and symbols that form words as letters do: runic, Roman, circled, Bamum."""

SOLID_LETTERS = (
    "3005 3006 3031-3035 303b 303c 3400-4dbf 4e00-9fff ac00-d7a3 f900-faff"  # Han, Hangul
)
"""Letters that stand alone."""

UNPUNCTUATED = "3012 3013 3020 3036 3037 303e 303f 3004"
"""Symbols that stand alone, as punctuation of their block does."""

PUNCTUATION = frozenset("—»«•°„–−£§€…√→（№†└│·─═█")  # noqa: RUF001 - odd ones are the point
"""Characters beyond ASCII that join its punctuation; no rule gives this list."""

NEW_CAPITALS = {"\u1c89": "\u1c8a", "\ua7cb": "\u0264"}
"""Capitals that are newer than some versions of Python."""

SYRIAC_VOWELS = "711 730-73f"
"""Marks that form words wherever they stand."""

ARABIC_DIGITS = "660-669 6f0-6f9"
"""Decimal digits that mix with those of ASCII; those of other scripts do not."""
