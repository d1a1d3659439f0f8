#!/usr/bin/env python3
"""Starts a real CalDAV server on a free loopback port, for tests and measurements.

    caldav-server.py radicale|xandikos|cyrus FOLDER

Prints its port, and ends the server when its own standard input ends: so no server outlives who asked for it.
The account is alice, her password is secret (Cyrus also has user0 to user149); Xandikos asks for none. Cyrus (Debian's cyrus-caldav and cyrus-imapd) wants to
be started by root, and a folder that its user may reach.
"""

import imaplib
import os
import shutil
import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def radicale(folder, port):
    users = os.path.join(folder, "users")
    with open(users, "w") as file:
        file.write("alice:secret\n")
    return [
        sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
        "--auth-type", "htpasswd", "--auth-htpasswd-filename", users, "--auth-htpasswd-encryption", "plain",
        "--auth-delay", "0", "--storage-filesystem-folder", os.path.join(folder, "data"),
        "--logging-level", "error",
    ]


def xandikos(folder, port):
    return [
        sys.executable, "-m", "xandikos", "serve", "-d", os.path.join(folder, "data"), "--defaults",
        "--current-user-principal", "/alice", "-l", "127.0.0.1", "-p", str(port), "--no-detect-systemd",
        "--state-dir", os.path.join(folder, "state"),
    ]


CYRUS = "/usr/lib/cyrus/bin"
# An account takes a UID once, so that every test needs its own.
USERS = [f"user{number}" for number in range(150)]


def cyrus(folder, port, imap):
    """Fastmail's engine. It mails nobody: each message that it would send leaves an empty file in `outbox`."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ["lib", "spool", "run", "proc", "sieve", "outbox"]:
        os.makedirs(os.path.join(folder, name))
    mailer = os.path.join(folder, "sendmail")
    with open(mailer, "w") as file:
        file.write(f"#!/bin/sh\nexec mktemp {folder}/outbox/mail.XXXXXX >/dev/null\n")
    os.chmod(mailer, 0o755)
    configuration = os.path.join(folder, "imapd.conf")
    with open(configuration, "w") as file:
        file.write(
            f"""configdirectory: {folder}/lib
partition-default: {folder}/spool
defaultpartition: default
admins: cyrus
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/sasldb
sasl_mech_list: PLAIN
allowplaintext: yes
unixhierarchysep: yes
virtdomains: off
altnamespace: no
httpmodules: caldav
httpallowcompress: no
caldav_realm: calendars
calendar_user_address_set: example.com
sendmail: {mailer}
mboxname_lockpath: {folder}/run/lock
proc_path: {folder}/proc
sievedir: {folder}/sieve
""")
    services = os.path.join(folder, "cyrus.conf")
    with open(services, "w") as file:
        file.write(
            f"""START {{
 recover cmd="{CYRUS}/ctl_cyrusdb -C {configuration} -r"
}}
SERVICES {{
 imap cmd="{CYRUS}/imapd -C {configuration}" listen="127.0.0.1:{imap}" prefork=0
 http cmd="{CYRUS}/httpd -C {configuration}" listen="127.0.0.1:{port}" prefork=1
}}
EVENTS {{
}}
""")
    for user in ["cyrus", "alice"] + USERS:
        subprocess.run(
            ["/usr/sbin/saslpasswd2", "-p", "-c", "-f", f"{folder}/sasldb", "-u", socket.gethostname(), user], input=b"secret",
            check=True)
    subprocess.run(["chown", "-R", "cyrus:mail", folder], check=True)
    return [f"{CYRUS}/master", "-C", configuration, "-M", services, "-p", f"{folder}/run/pid"]


def command(kind, folder, port, imap):
    if kind == "radicale":
        return radicale(folder, port)
    if kind == "xandikos":
        return xandikos(folder, port)
    if kind == "cyrus":
        return cyrus(folder, port, imap)
    sys.exit(f"There is no server {kind}: radicale, xandikos or cyrus.")


def await_port(server, port):
    for _ in range(600):
        if server.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def main():
    kind, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    port, imap = free_port(), free_port()
    words = command(kind, folder, port, imap)
    with open(os.path.join(folder, "log"), "wb") as log:
        server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        if not await_port(server, port):
            sys.exit(f"{kind} did not start: " + open(os.path.join(folder, "log")).read()[-2000:])
        if kind == "cyrus":
            # The mailboxes that their calendars hang on.
            admin = imaplib.IMAP4("127.0.0.1", imap)
            admin.login("cyrus", "secret")
            for user in ["alice"] + USERS:
                admin.create(f"user/{user}")
            admin.logout()
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
