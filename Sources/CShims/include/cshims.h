#ifndef CSHIMS_H
#define CSHIMS_H
#include "cshims_dns.h"
#include "cshims_files.h"
#include "cshims_memory.h"
#include "cshims_sockets.h"
#include "cshims_tzdata.h"
#include "cshims_curl.h"
#include "cshims_ical.h"
#endif
