"""The command line."""

from pathlib import Path

import pytest

from pos_client.app.options import Options, parse


def test_nothing_said_is_a_till_as_it_was_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    options = parse([])
    assert options == Options(data=options.data)
    assert options.data.name == "pos-client"


def test_everything_said() -> None:
    arguments = ["--data", "x", "--server", "http://kantor:8000/", "--language", "en", "--theme", "dark"]
    options = parse([*arguments, "--demo", "demo.json", "--demo-day", "--screenshots", "s"])
    assert options.server == "http://kantor:8000"
    assert (options.language, options.theme) == ("en", "dark")
    assert (options.demo, options.demo_day, options.screenshots) == (Path("demo.json"), True, Path("s"))


@pytest.mark.parametrize("wrong", [["--theme", "pink"], ["--layout", "round"], ["--language", "fr"]])
def test_what_is_not_known_is_said(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(wrong)
    assert "invalid choice" in capsys.readouterr().err
