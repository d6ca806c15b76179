"""`backoffice-server` and `python -m backoffice_server`."""

from backoffice_server.commands.tree import app


def main() -> None:
    app(prog_name="backoffice-server")


if __name__ == "__main__":
    main()
