"""What the server is told at its start; its flags are declared once, in commands/options.py."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DATABASE_FILE: Final = "backoffice.db"
SECRET_FILE: Final = "master.secret"  # noqa: S105 - a file name
BACKUP_KEY_FILE: Final = "backup.key"
DEMO_FILE: Final = "demo.json"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds the secrets, and the database itself unless `database_url` names another."""

    data: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8740
    insecure_lan: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    session_hours: int = 12
    enrolment_hours: int = 24
    backup_folder: Path | None = None  # null: `serve` takes no backups
    backup_key: Path | None = None
    backup_keep_days: int = 30
    live: bool = field(default=True)  # hints between server processes; commands need none

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / DATABASE_FILE}"

    @property
    def secret_file(self) -> Path:
        return self.data / SECRET_FILE

    @property
    def backup_key_file(self) -> Path:
        return self.backup_key or self.data / BACKUP_KEY_FILE

    @property
    def open_to_the_network(self) -> bool:
        """Whether passwords and sales may cross a network in the clear."""
        return self.host not in LOOPBACK and self.tls_cert is None
