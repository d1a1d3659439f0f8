#!/usr/bin/env python3
"""iCloud's shape before a plain CalDAV server: a proxy that has caldav.icloud.com, which knows whose calendars are where, and
p42-caldav.icloud.com, which has them. It names a second home, on a stranger's host. Prints its port; each request adds a
line to LOG: the host, whether it was signed, the method and the path. A tunnel to elsewhere adds `CONNECT` and the place.

Usage: icloud.py CERTIFICATE KEY PORT LOG"""
import http.client, http.server, ssl, sys

certificate, key, port, log = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)

PRINCIPAL = "<current-user-principal><href>/1234/principal/</href></current-user-principal>"
HOMES = """<C:calendar-home-set>
    <href>https://p42-caldav.icloud.com:443/alice/</href><href>https://calendars.example/alice/</href>
    </C:calendar-home-set><C:calendar-user-address-set><href>mailto:alice@icloud.com</href></C:calendar-user-address-set>"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None

    def log_message(self, *words): pass

    def note(self, *words):
        with open(log, "a") as file:
            print(*words, file=file)

    def do_CONNECT(self):
        host = self.path.split(":")[0]
        if host not in ("caldav.icloud.com", "p42-caldav.icloud.com"):
            self.note("CONNECT", self.path)
            return self.send_error(403)
        self.send_response(200)
        self.end_headers()
        self.host = host
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.close_connection = False

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("connection", "content-length", "date", "server", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        isSigned = "Authorization" in self.headers
        self.note(self.host, "signed" if isSigned else "unsigned", self.command, self.path)
        if not isSigned:
            return self.reply(401, [("WWW-Authenticate", 'Basic realm="MMCalDav"')], b"")
        if self.host == "caldav.icloud.com":
            found = {"/": PRINCIPAL, "/1234/principal/": HOMES}.get(self.path)
            if self.command != "PROPFIND" or found is None:
                return self.reply(400, [], b"")
            answer = f"""<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response>
                <href>{self.path}</href><propstat><prop>{found}</prop><status>HTTP/1.1 200 OK</status></propstat>
                </response></multistatus>"""
            return self.reply(207, [("Content-Type", "text/xml")], answer.encode())
        behind = http.client.HTTPConnection("127.0.0.1", int(port))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
        behind.request(self.command, self.path, body or None, headers)
        answer = behind.getresponse()
        self.reply(answer.status, answer.getheaders(), answer.read())

    do_DELETE = do_GET = do_MOVE = do_OPTIONS = do_PROPFIND = do_PUT = do_REPORT = serve


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
