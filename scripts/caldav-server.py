#!/usr/bin/env python3
"""Starts a real CalDAV server on a free loopback port, for tests and measurements.

    caldav-server.py radicale|xandikos FOLDER

Prints its port, and ends the server when its own standard input ends: so no server outlives who asked for it.
The account is alice, her password is secret; Xandikos asks for none.
"""

import os
import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def command(kind, folder, port):
    if kind == "radicale":
        users = os.path.join(folder, "users")
        with open(users, "w") as file:
            file.write("alice:secret\n")
        return [
            sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
            "--auth-type", "htpasswd", "--auth-htpasswd-filename", users, "--auth-htpasswd-encryption", "plain",
            "--auth-delay", "0", "--storage-filesystem-folder", os.path.join(folder, "data"),
            "--logging-level", "error", "--reporting-max-freebusy-occurrence", "10000",
        ]
    if kind == "xandikos":
        return [
            sys.executable, "-m", "xandikos", "serve", "-d", os.path.join(folder, "data"), "--defaults",
            "--current-user-principal", "/alice", "-l", "127.0.0.1", "-p", str(port), "--no-detect-systemd",
            "--state-dir", os.path.join(folder, "state"),
        ]
    sys.exit(f"There is no server {kind}: radicale or xandikos.")


def main():
    kind, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    port = free_port()
    with open(os.path.join(folder, "log"), "wb") as log:
        server = subprocess.Popen(command(kind, folder, port), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        for _ in range(600):
            if server.poll() is not None:
                sys.exit(f"{kind} ended with {server.returncode}: " + open(os.path.join(folder, "log")).read()[-2000:])
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        print(port, flush=True)
        sys.stdin.buffer.read()
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


if __name__ == "__main__":
    main()
