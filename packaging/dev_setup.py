"""Makes a bare machine ready: system libraries, virtual environment, pinned packages, compiled texts."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final, Literal

Kind = Literal["app", "dev"]

# What Qt loads at start-up and the Debian package it comes in: for every window, then for windows on X11.
QT_LIBRARIES: Final = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
VENV: Final = "python3-venv"
FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
BROWSER: Final = {"chromium": "chromium", "chromedriver": "chromium-driver"}
# What nobody needs to start: Debian package, and what it is good for.
FONT: Final = ("fonts-inter", "texts look best in Inter or Noto Sans")
USB: Final = ("libusb-1.0-0", "a receipt printer named usb://… needs libusb")


def prepare(root: Path, kind: Kind) -> None:
    """Do what is still missing; a second call finds the stamp and returns at once."""
    stamp = root / ".venv" / "set-up.json"
    wanted = _fingerprint(root)
    done = json.loads(stamp.read_text("utf-8")) if stamp.exists() else {}
    if done.get("python") != wanted["python"] or done.get(kind) != wanted[kind]:
        _install_system_packages()
        _make_environment(root)
        _install_pinned(root, kind)
        done = {"app": wanted["app"], kind: wanted[kind], "python": wanted["python"]}
        stamp.write_text(json.dumps(done), "utf-8")
    if done.get("project") != wanted["project"]:
        _say("putting this tree into the environment")
        _pip(root, "install", "--no-deps", "--no-build-isolation", "--editable", str(root))
        stamp.write_text(json.dumps({**done, "project": wanted["project"]}), "utf-8")
    _compile_texts(root)


def python(root: Path) -> str:
    """Return the environment's interpreter."""
    folder = root / ".venv"
    return str(folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python")


def _fingerprint(root: Path) -> dict[str, str]:
    def digest(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project = [settings["build-system"], settings["project"], settings["tool"]["setuptools"]]
    pins = root / "packaging" / "requirements"
    return {
        "app": digest((pins / "app.txt").read_bytes()),
        "dev": digest((pins / "dev.txt").read_bytes()),
        "project": digest(json.dumps(project, sort_keys=True).encode() + bytes(root)),
        "python": f"{sys.version_info.major}.{sys.version_info.minor} {sys.platform}",
    }


def _install_system_packages() -> None:
    if not sys.platform.startswith("linux"):
        return
    missing = {name: package for name, package in QT_LIBRARIES.items() if not _loads(name)}
    needed = list(missing.values())
    if importlib.util.find_spec("ensurepip") is None:
        needed.append(VENV)
    if needed and not _apt_installed(needed):
        advice = _advice(needed, names=[*missing, *(["ensurepip of Python"] if needed[-1] == VENV else [])])
        sys.exit(
            f"The system lacks what Qt and Python need. Please run this once, then try again:\n  {advice}"
        )
    extras = wished_for()
    if extras and not _apt_installed([package for package, _ in extras]):
        for package, good_for in extras:
            _say(f"{good_for}: {_advice([package], names=[package])}")


def install_browser() -> None:
    """What the tests of web pages need, which nothing else does."""
    missing = [package for program, package in BROWSER.items() if shutil.which(program) is None]
    if missing and not _apt_installed(missing):
        sys.exit(
            f"Web pages are tested in Chromium. Please run this once:\n  {_advice(missing, names=missing)}"
        )


def wished_for() -> list[tuple[str, str]]:
    """Return what this machine lacks and can do without: package, and what it is good for."""
    return [*([] if _has_fonts() else [FONT]), *([] if _loads("libusb-1.0.so.0") else [USB])]


def _advice(packages: list[str], *, names: list[str]) -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    return f"install what holds {', '.join(names)}"


def _apt_installed(packages: list[str]) -> bool:
    """Install with apt-get where that may be done without asking."""
    prefix = _may_install()
    if prefix is None:
        return False
    _say(f"installing {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    folders = [Path(name).expanduser() for name in FONT_FOLDERS]
    return any(
        next(folder.rglob(pattern), None) for folder in folders for pattern in ("Inter*", "NotoSans-*")
    )


def _may_install() -> list[str] | None:
    """Return what to put before apt-get, or None when nothing may be installed here."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _make_environment(root: Path) -> None:
    probe = [
        python(root),
        "-c",
        "import pip, sys; sys.exit(sys.version_info[:2] != tuple(map(int, sys.argv[1:])))",
    ]
    probe += [str(part) for part in sys.version_info[:2]]
    if (
        Path(python(root)).exists()
        and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    ):
        return
    _say("making the virtual environment .venv")
    # A new process, because python3-venv may have been installed a moment ago.
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")], check=True)


def _install_pinned(root: Path, kind: Kind) -> None:
    _say("installing the pinned packages (a few minutes the first time)")
    # --compile: without .pyc files the programs start twice as slowly.
    pins = root / "packaging" / "requirements" / f"{kind}.txt"
    _pip(root, "install", "--compile", "--require-hashes", "--requirement", str(pins))


def _pip(root: Path, *arguments: str) -> None:
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    # Where packages come from is the machine's own setting (pip.conf, PIP_*): nothing here overrides it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([python(root), "-m", "pip", *arguments, *quiet], env=environment, check=False)
    if done.returncode:
        sys.exit(f"pip could not finish: pip {' '.join(arguments)}")


def _compile_texts(root: Path) -> None:
    """A till starts faster from compiled catalogues."""
    if any(_is_stale(folder) for folder in root.glob("pos_client/locale/*")):
        compiling = "from pos_client.texts import compile_catalogues; compile_catalogues()"
        subprocess.run([python(root), "-c", compiling], cwd=root, check=True)


def _is_stale(folder: Path) -> bool:
    compiled = folder / "messages.mo"
    newest = max((source.stat().st_mtime_ns for source in folder.glob("*.po")), default=0)
    return newest > (compiled.stat().st_mtime_ns if compiled.exists() else 0)


def _say(text: str) -> None:
    print(f"set-up: {text}", file=sys.stderr, flush=True)
