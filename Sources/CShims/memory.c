#include "cshims_memory.h"
#include <malloc.h>

void cs_trim_heap(void) { malloc_trim(0); }

void cs_share_heap(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
}
