"""Words from several files are one language; compiled, they say the same."""

from pathlib import Path

import pytest

from pos_client.catalogues import COMPILED, CatalogueClash, Catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(folder: Path, name: str, *pairs: tuple[str, str]) -> Path:
    (folder / "id").mkdir(exist_ok=True)
    words = "".join(f'msgid "{english}"\nmsgstr "{own}"\n\n' for english, own in pairs)
    file = folder / "id" / name
    file.write_text(HEAD + words, encoding="utf-8")
    return file


def test_words_follow_the_language(tmp_path: Path) -> None:
    write(tmp_path, "till.po", ("Pay {sum}", "Bayar {sum}"))
    write(tmp_path, "desk.po", ("Back", "Kembali"))
    words = Catalogues(tmp_path, "en")
    assert (words.said("Back", {}), words.said("Pay {sum}", {"sum": 5})) == ("Back", "Pay 5")
    words.use("id")
    assert words.language == "id"
    assert (words.said("Back", {}), words.said("Pay {sum}", {"sum": 5})) == ("Kembali", "Bayar 5")
    assert words.said("Back", {}, "en") == "Back"
    assert words.said("", {}) == ""


def test_compiled_they_say_the_same_until_a_source_is_newer(tmp_path: Path) -> None:
    source = write(tmp_path, "till.po", ("Back", "Kembali"))
    assert Catalogues(tmp_path, "id").compile() == [tmp_path / "id" / COMPILED]
    source.unlink()
    assert Catalogues(tmp_path, "id").said("Back", {}) == "Kembali"
    write(tmp_path, "till.po", ("Back", "Mundur"))
    assert Catalogues(tmp_path, "id").said("Back", {}) == "Mundur"


def test_files_that_disagree_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.po", ("Pay", "Bayar"))
    write(tmp_path, "b.po", ("Pay", "Lunasi"))
    with pytest.raises(CatalogueClash, match=r"b\.po"):
        Catalogues(tmp_path, "en").merged("id")
