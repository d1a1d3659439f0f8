// Questions to name servers: the resolver's state is a struct of bit fields.
#ifndef CSHIMS_DNS_H
#define CSHIMS_DNS_H

/// Asks for the records of a type that `name` has, and puts the whole answer into `answer`.
///
/// `server` is an IPv4 address to ask on `port`; with NULL those of resolv.conf are asked. Blocks for up to some ten seconds.
/// Returns the answer's length, 0 where there is no such name or record, -1 where nobody answered.
int cs_dns_query(const char *name, int type, const char *server, int port, unsigned char *answer, int room);
#endif
