#include "cshims_dns.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>

int cs_dns_query(const char *name, int type, const char *server, int port, unsigned char *answer, int room) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return -1;
    state.retrans = 3;
    state.retry = 2;
    if (server) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
        if (inet_pton(AF_INET, server, &address.sin_addr) != 1) {
            res_nclose(&state);
            return -1;
        }
        state.nsaddr_list[0] = address;
        state.nscount = 1;
    }
    int length = res_nquery(&state, name, ns_c_in, type, answer, room);
    int why = state.res_h_errno;
    res_nclose(&state);
    if (length >= 0) return length < room ? length : room;
    return why == HOST_NOT_FOUND || why == NO_DATA ? 0 : -1;
}
