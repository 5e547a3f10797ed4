"""`teeka packs serve`: the lists on a port of their own, where web and database are down."""

from pathlib import Path

import click

from teeka.doors.commands.serving import LoginsUnreadable, proof_of, read_logins, server_of
from teeka.doors.commands.terminal import Refused, say

LOOPBACK = "127.0.0.1"


@click.command()
@click.argument("folder", metavar="PATH", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8443, show_default=True)
@click.option("--host", default=LOOPBACK, show_default=True, help="other machines reach it only when asked")
@click.option(
    "--logins",
    "logins_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a file of NAME:PASSWORD-HASH lines, as `teeka packs login` makes them",
)
@click.option("--certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def serve(
    *,
    folder: Path,
    port: int,
    host: str,
    logins_file: Path | None,
    certificate: Path | None,
    key: Path | None,
) -> int:
    """Serve the lists in PATH until Ctrl-C: only to be read, and nothing that no index page names."""
    if host != LOOPBACK and (logins_file is None or certificate is None):
        raise Refused(
            "Names and telephone numbers would be open to the network: give --logins and --certificate too.\n"
            "नाम और फ़ोन नंबर नेटवर्क पर खुले रहेंगे: --logins और --certificate भी दें।"
        )
    try:
        logins = read_logins(logins_file) if logins_file else {}
    except LoginsUnreadable as fault:
        raise Refused(f"{fault} is not made of lines that `teeka packs login` writes.") from fault
    try:
        server = server_of(folder, (host, port), logins=logins, certificate=certificate, key=key)
    except OSError as error:
        raise Refused(
            f"Port {port} cannot be opened ({error.strerror}). Choose another with --port."
        ) from error
    with server:
        scheme = "https" if certificate else "http"
        say(f"The lists in {folder} are at {scheme}://{host}:{server.server_port}/   (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
    return 0


@click.command()
@click.argument("name")
@click.password_option(help="asked for when it is not given")
def login(name: str, password: str) -> int:
    """A line for the file of --logins: NAME and what proves the password, not the password itself."""
    if ":" in name or not name.isprintable() or len(password) < 10:
        raise Refused("A name has no colon, and a password ten characters or more.")
    click.echo(f"{name}:{proof_of(password)}")
    return 0
