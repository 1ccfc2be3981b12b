/* A preloaded library that makes the FAULT_AT-th change to a file below FAULT_DIR fail with FAULT_ERRNO,
 * and with FAULT_STICKY all later ones; it writes how many changes there were to FAULT_COUNT at exit.
 * A change is a write, a sync, a cut, a rename, a removal, or an opening that creates or empties. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { MOST_FILES = 4096 };
static char watched[MOST_FILES];
static long changes;

static const char *below(void) { return getenv("FAULT_DIR"); }

static int is_below(const char *path) { return below() && path && strncmp(path, below(), strlen(below())) == 0; }

static int is_watched(int file) { return file >= 0 && file < MOST_FILES && watched[file]; }

/* Count a change; true where it is to fail. */
static int fails(void) {
    const char *at = getenv("FAULT_AT");
    long due = at ? atol(at) : 0;
    changes++;
    if (due == 0 || changes < due || (changes > due && !getenv("FAULT_STICKY")))
        return 0;
    errno = atoi(getenv("FAULT_ERRNO"));
    return 1;
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", changes);
        fclose(file);
    }
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    int changing = flags & (O_CREAT | O_TRUNC);
    if (is_below(path) && changing && fails())
        return -1;
    int file = REAL(int, name, const char *, int, ...)(path, flags, mode);
    if (file >= 0 && file < MOST_FILES)
        watched[file] = is_below(path) && (flags & (O_WRONLY | O_RDWR));
    return file;
}

#define MODE(flags) \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags) & O_CREAT ? va_arg(rest, mode_t) : 0; \
    va_end(rest)

int open(const char *path, int flags, ...) {
    MODE(flags);
    return opened("open", path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags);
    return opened("open64", path, flags, mode);
}
ssize_t write(int file, const void *data, size_t size) {
    return is_watched(file) && fails() ? -1 : REAL(ssize_t, "write", int, const void *, size_t)(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return is_watched(file) && fails() ? -1
                                       : REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return is_watched(file) && fails() ? -1 : REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(file, data, size, at);
}
int fsync(int file) { return is_watched(file) && fails() ? -1 : REAL(int, "fsync", int)(file); }
int fdatasync(int file) { return is_watched(file) && fails() ? -1 : REAL(int, "fdatasync", int)(file); }
int ftruncate64(int file, off64_t size) {
    return is_watched(file) && fails() ? -1 : REAL(int, "ftruncate64", int, off64_t)(file, size);
}
int rename(const char *from, const char *to) {
    return is_below(to) && fails() ? -1 : REAL(int, "rename", const char *, const char *)(from, to);
}
int unlink(const char *path) { return is_below(path) && fails() ? -1 : REAL(int, "unlink", const char *)(path); }
