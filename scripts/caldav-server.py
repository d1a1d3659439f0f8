#!/usr/bin/env python3
"""Starts a real CalDAV server on a free loopback port, for tests and measurements.

    caldav-server.py radicale|xandikos|cyrus|davical FOLDER

Prints its port, and ends the server when its own standard input ends: so no server outlives who asked for it.
The account is alice, her password is secret (Cyrus also has user0 to user149, Radicale bob); Xandikos asks for none. Cyrus
and DAViCal (Debian's packages, see `make test-servers`) want to be started by root, and a folder that their users may
reach. Nothing outside of the folder is written.
"""

import glob
import imaplib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


# All tests share it: with the usual 5 that may wait, some are hung up on while the machine is busy.
RADICALE = (
    "import runpy, socketserver; socketserver.TCPServer.request_queue_size = 128; "
    "runpy.run_module('radicale', run_name='__main__', alter_sys=True)"
)


def radicale(folder, port):
    """Her calendars are bob's too, but only to read."""
    users, rights = os.path.join(folder, "users"), os.path.join(folder, "rights")
    with open(users, "w") as file:
        file.write("alice:secret\nbob:secret\n")
    with open(rights, "w") as file:
        file.write(
            """[reader]
user: bob
collection: alice/.+
permissions: r
[root]
user: .+
collection:
permissions: R
[principal]
user: .+
collection: {user}
permissions: RW
[calendars]
user: .+
collection: {user}/[^/]+
permissions: rw
""")
    return [
        sys.executable, "-c", RADICALE, "--config", "",
        "--server-hosts", f"127.0.0.1:{port}", "--server-max-connections", "100",
        "--auth-type", "htpasswd", "--auth-htpasswd-filename", users, "--auth-htpasswd-encryption", "plain",
        "--auth-delay", "0", "--rights-type", "from_file", "--rights-file", rights,
        "--storage-filesystem-folder", os.path.join(folder, "data"),
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


DAVICAL = "/usr/share/davical"


def davical(folder, port):
    """PHP's own web server with four workers, and a PostgreSQL that is reached through a socket in the folder alone."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    postgres = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    subprocess.run(["chown", "postgres", folder], check=True)
    as_user = ["/usr/sbin/runuser", "-u", "postgres", "--"]
    quiet = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    data = f"{folder}/db"
    subprocess.run(
        as_user + [f"{postgres}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"], **quiet)
    database = subprocess.Popen(
        as_user + [f"{postgres}/postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(f"{folder}/db.log", "wb"),
        start_new_session=True)
    helpers.append(database)
    for _ in range(600):
        ready = subprocess.run([f"{postgres}/pg_isready", "-q", "-h", folder]).returncode == 0
        if ready or database.poll() is not None:
            break
        time.sleep(0.05)
    names = {"PGHOST": folder, "PGUSER": "postgres", "USER": "postgres", "DBAOPTS": f"--dbhost {folder}"}
    environment = dict(os.environ, **names)
    subprocess.run([f"{DAVICAL}/dba/create-database.sh", "davical", "secret"], env=environment, **quiet)
    people = """INSERT INTO usr (active, username, password, fullname, email)
        VALUES (TRUE, 'alice', '**secret', 'Alice', 'alice@example.com');
        INSERT INTO principal (type_id, user_no, displayname, default_privileges)
        SELECT 1, user_no, fullname, 0::BIT(24) FROM usr WHERE username = 'alice';"""
    # It fails where two events at once bring a zone that it hasn't seen: the tests' are there.
    for zone in ["Europe/Berlin", "America/New_York", "Europe/London"]:
        people += f"""INSERT INTO timezones (tzid, olson_name, active, vtimezone)
            VALUES ('{zone}', '{zone}', FALSE, E'BEGIN:VTIMEZONE\\r\\nTZID:{zone}\\r\\nEND:VTIMEZONE\\r\\n');"""
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", people, "davical"], env=environment, **quiet)
    with open(f"{folder}/davical-conf.php", "w") as file:
        file.write(f"""<?php
$c->domain_name = '127.0.0.1';
$_SERVER['SERVER_NAME'] = '127.0.0.1';
$c->pg_connect[] = 'dbname=davical host={folder} user=davical_app';
$c->enable_auto_schedule = false;
""")
    # DAViCal takes its settings from /etc/davical/HOST-conf.php: a host of such a name leads into our folder.
    with open(f"{folder}/router.php", "w") as file:
        file.write(f"""<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path == '/' || strpos($path, '/.well-known/caldav') === 0) {{
    header('Location: /caldav.php/', true, 301);
    return true;
}}
if (strpos($path, '/caldav.php') !== 0) {{ http_response_code(404); return true; }}
$_SERVER['SERVER_NAME'] = '../..{folder}/davical';
// As Apache has it: a MOVE through a proxy names the proxy's port, and so does its Host.
$_SERVER['SERVER_PORT'] = parse_url('http://' . $_SERVER['HTTP_HOST'], PHP_URL_PORT) ?: 80;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/caldav.php';
$_SERVER['PATH_INFO'] = rawurldecode(substr($path, strlen('/caldav.php')));
chdir('{DAVICAL}/htdocs');
require '{DAVICAL}/htdocs/caldav.php';
""")
    os.environ["PHP_CLI_SERVER_WORKERS"] = "4"
    return [
        "php", "-d", "display_errors=0", "-d", "log_errors=1", "-d", f"error_log={folder}/php.log",
        "-d", "memory_limit=256M", "-S", f"127.0.0.1:{port}", "-t", f"{DAVICAL}/htdocs", f"{folder}/router.php",
    ]


# What else was started, to be ended after the server.
helpers = []


def command(kind, folder, port, imap):
    if kind == "radicale":
        return radicale(folder, port)
    if kind == "xandikos":
        return xandikos(folder, port)
    if kind == "cyrus":
        return cyrus(folder, port, imap)
    if kind == "davical":
        return davical(folder, port)
    sys.exit(f"There is no server {kind}: radicale, xandikos, cyrus or davical.")


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


def end(process):
    """Ends a process and those that it has started: each has a group of its own."""
    for signal_number in [signal.SIGTERM, signal.SIGKILL]:
        try:
            os.killpg(process.pid, signal_number)
            process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def main():
    kind, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    port, imap = free_port(), free_port()
    try:
        words = command(kind, folder, port, imap)
        with open(os.path.join(folder, "log"), "wb") as log:
            server = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        helpers.insert(0, server)
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
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed: {(error.stderr or b'').decode()[-2000:]}")
    finally:
        for process in helpers:
            end(process)


if __name__ == "__main__":
    main()
