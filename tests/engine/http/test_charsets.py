from __future__ import annotations

import encodings.aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.http.charsets import decoded

EVERY = sorted(
    {*encodings.aliases.aliases.values(), "unicode_escape", "raw_unicode_escape", "idna", "punycode"}
)


@given(
    st.sampled_from(EVERY),
    st.binary(max_size=40) | st.sampled_from([b"\\ud800", b"+2AA-", b"\xd8\x00", b"\xed\xa0\x80"]),
)
@settings(deadline=None)
def test_no_charset_there_is_gives_half_a_character_or_an_error(charset: str, content: bytes) -> None:
    decoded(content, charset).encode()


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("żółw".encode("iso-8859-2"), "ISO-8859-2", "żółw"),
        ("“hm”".encode("cp1252"), "windows-1252", "“hm”"),
        ("中文".encode("gbk"), "GB2312", "中文"),
        ("中文".encode("big5"), "Big5", "中文"),
        ("한국".encode("euc-kr"), "ks_c_5601-1987", "한국"),
        ("привет".encode("koi8-r"), "KOI8-R", "привет"),
        ("ä".encode("utf-16"), "utf-16", "ä"),
        ("ä".encode(), None, "ä"),
        ("ä".encode(), "\0", "ä"),
        ("ä".encode(), "base64", "ä"),
        ("ä".encode(), "ä", "ä"),
    ],
)
def test_charsets_of_documents_are_read(content: bytes, charset: str | None, text: str) -> None:
    assert decoded(content, charset) == text
