#!/usr/bin/env python3
"""Stands before a plain server on loopback and writes the method of each request to a file, a line each: prints its port,
then passes bytes both ways until it is ended.

Usage: scripts/count-requests.py PORT FILE"""
import asyncio, re, sys

# No line of an event or of XML ends like this. It may begin with the end of the body before it.
REQUEST = re.compile(rb"(DELETE|GET|MOVE|OPTIONS|PROPFIND|PUT|REPORT) /\S* HTTP/1\.[01]\r$")


async def pump(reader, writer, note=None):
    line = b""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
            if note:
                *lines, line = (line + data).split(b"\n")
                for found in filter(None, map(REQUEST.search, lines)):
                    note(found[1].decode())
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main(port, path):
    def note(method):
        with open(path, "a") as file:
            file.write(method + "\n")

    async def serve(reader, writer):
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return writer.close()
        await asyncio.gather(pump(reader, inner_writer, note), pump(inner_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
