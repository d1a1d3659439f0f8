// The heap of glibc.
#ifndef CSHIMS_MEMORY_H
#define CSHIMS_MEMORY_H

/// malloc_trim(3): gives memory that is free back to the system.
void cs_trim_heap(void);

/// mallopt(3): one heap for all threads, and no large block in it, so that what is free can be given back. It costs threads
/// a lock, and is for processes that live long.
void cs_share_heap(void);

#endif
