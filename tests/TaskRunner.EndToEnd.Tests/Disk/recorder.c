/*
 * Preloaded into the real program, its supervisors and tasks by DiskRecorder. It does two things with the calls that change what is
 * below a folder ROOT:
 *
 *   records each, in the order of its effect, in the file LOG (one append a record, so that processes share it), and
 *   counts them in the file COUNTER, which all processes map, and which says which one fails, and how.
 *
 * What the program shows (standard output and error) and what tasks write into LEDGER goes into the same log: these are the
 * promises that must hold at each point of it. A record is a line "KIND INODE OFFSET LENGTH PATH" and LENGTH bytes.
 * The four paths are the lines of a file "settings" beside this library: a supervisor and a task have an environment of their own.
 * It makes system calls itself, and stands in for dlsym too: the framework looks up what it calls in the C library itself.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char settings[4][PATH_MAX];
static const char *root = settings[0], *ledger = settings[2];
static size_t root_length;
static int log_fd = -1, is_program, is_shown;
static char shown[2][PATH_MAX]; /* what standard output and error are: the framework writes to duplicates of them */

/* What is counted, by whether it needs room on the disk; shared by all processes of the trial, and set anew while they run. */
static struct counts { long changes, growing, fail_at, fail_errno, fail_always; } *counts;

static long raw_open(const char *path, int flags, mode_t mode) { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); }

/* The path of what a descriptor is open on; empty where it has none. */
static const char *path_of(int fd, char *buffer)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, PATH_MAX - 1);
    buffer[n > 0 ? n : 0] = 0;
    return buffer;
}

static void read_settings(void)
{
    char file[PATH_MAX], text[4 * PATH_MAX] = "", *line = text;
    Dl_info library;
    if (!dladdr((void *)read_settings, &library))
        abort();
    snprintf(file, sizeof file, "%.*ssettings", (int)(strrchr(library.dli_fname, '/') + 1 - library.dli_fname), library.dli_fname);
    int fd = raw_open(file, O_RDONLY, 0);
    if (fd < 0 || syscall(SYS_read, fd, text, sizeof text - 1) < 0)
        abort();
    syscall(SYS_close, fd);
    for (int i = 0; i < 4; i++) {
        size_t length = strcspn(line, "\n");
        snprintf(settings[i], PATH_MAX, "%.*s", (int)length, line);
        line += length + (line[length] != 0);
    }
}

__attribute__((constructor)) static void start(void)
{
    char line[4096];
    read_settings();
    root_length = strlen(root);
    is_program = strcmp(program_invocation_short_name, "taskrunner") == 0;
    log_fd = raw_open(settings[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int fd = raw_open("/proc/self/cmdline", O_RDONLY, 0);
    ssize_t n = fd < 0 ? 0 : syscall(SYS_read, fd, line, sizeof line);
    syscall(SYS_close, fd);
    is_shown = is_program && n > 0 && memmem(line, n, "__supervise", 11) == NULL;
    for (int i = 0; i < 2; i++)
        path_of(i + 1, shown[i]);
    if (is_program) {
        fd = raw_open(settings[3], O_RDWR | O_CLOEXEC, 0);
        counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        syscall(SYS_close, fd);
        if (counts == MAP_FAILED)
            abort();
    }
}

static int is_below(const char *path)
{
    return is_program && root[0] && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static const char *full_path(int folder, const char *path, char *buffer)
{
    char at[PATH_MAX];
    if (path[0] == '/')
        return path;
    if (folder == AT_FDCWD)
        syscall(SYS_getcwd, at, sizeof at);
    else
        path_of(folder, at);
    snprintf(buffer, PATH_MAX * 2, "%s/%s", at, path);
    return buffer;
}

static void record(char kind, int fd, long offset, const void *bytes, size_t length, const char *path)
{
    char head[PATH_MAX * 2 + 128];
    struct stat file = {0};
    int saved = errno;
    if (log_fd < 0)
        return;
    if (fd >= 0)
        fstat(fd, &file);
    int n = snprintf(head, sizeof head, "%c %lu %ld %zu %s\n", kind, (unsigned long)file.st_ino, offset, length, path);
    struct iovec parts[2] = {{head, n}, {(void *)bytes, length}};
    if (syscall(SYS_writev, log_fd, parts, 2) != (long)(n + length))
        abort(); /* a log with a hole would prove nothing */
    errno = saved;
}

/* Counts a change; whether it is one that must fail. A full disk still syncs and still removes, so only what grows is counted for it. */
static int fails(int needs_room)
{
    if (!counts)
        return 0;
    long all = __atomic_add_fetch(&counts->changes, 1, __ATOMIC_SEQ_CST);
    long growing = __atomic_add_fetch(&counts->growing, needs_room, __ATOMIC_SEQ_CST);
    int is_full = counts->fail_errno == ENOSPC;
    long now = is_full ? growing : all;
    if (!counts->fail_at || (counts->fail_always ? now < counts->fail_at : now != counts->fail_at) || (is_full && !needs_room))
        return 0;
    errno = counts->fail_errno;
    return 1;
}

static ssize_t change(int fd, const void *bytes, size_t length, off_t offset, int is_positioned)
{
    char buffer[PATH_MAX];
    const char *path = path_of(fd, buffer);
    if (ledger[0] && strcmp(path, ledger) == 0) {
        record('A', -1, 0, bytes, length, "ledger");
    } else if (is_shown && (strcmp(path, shown[0]) == 0 || strcmp(path, shown[1]) == 0)) {
        record('A', -1, fd, bytes, length, "shown");
    } else if (is_below(path)) {
        pthread_mutex_lock(&gate);
        int failing = fails(1), why = errno;
        size_t part = failing ? length / 2 : length; /* what fails has often done a part */
        ssize_t done = is_positioned ? syscall(SYS_pwrite64, fd, bytes, part, offset) : syscall(SYS_write, fd, bytes, part);
        int saved = errno;
        if (done > 0)
            record('W', fd, is_positioned ? offset : syscall(SYS_lseek, fd, 0, SEEK_CUR) - done, bytes, done, path);
        pthread_mutex_unlock(&gate);
        errno = failing ? why : saved;
        return failing ? -1 : done;
    }
    return is_positioned ? syscall(SYS_pwrite64, fd, bytes, length, offset) : syscall(SYS_write, fd, bytes, length);
}

ssize_t write(int fd, const void *bytes, size_t length) { return change(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return change(fd, bytes, length, offset, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return change(fd, bytes, length, offset, 1); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    ssize_t sum = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = change(fd, parts[i].iov_base, parts[i].iov_len, offset + sum, 1);
        if (done < 0)
            return sum > 0 ? sum : -1;
        sum += done;
        if ((size_t)done < parts[i].iov_len)
            break;
    }
    return sum;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

static int resize(int fd, off_t length)
{
    char buffer[PATH_MAX];
    const char *path = path_of(fd, buffer);
    if (!is_below(path))
        return syscall(SYS_ftruncate, fd, length);
    struct stat file;
    fstat(fd, &file);
    pthread_mutex_lock(&gate);
    int result = fails(length > file.st_size) ? -1 : syscall(SYS_ftruncate, fd, length);
    if (result == 0)
        record('T', fd, length, NULL, 0, path);
    pthread_mutex_unlock(&gate);
    return result;
}

int ftruncate(int fd, off_t length) { return resize(fd, length); }
int ftruncate64(int fd, off64_t length) { return resize(fd, length); }

static int sync_call(int fd, long number)
{
    char buffer[PATH_MAX];
    struct stat file;
    const char *path = path_of(fd, buffer);
    if (!is_below(path))
        return syscall(number, fd);
    pthread_mutex_lock(&gate);
    int result = fails(0) ? -1 : syscall(number, fd);
    if (result == 0)
        record(fstat(fd, &file) == 0 && S_ISDIR(file.st_mode) ? 'D' : 'S', fd, 0, NULL, 0, path);
    pthread_mutex_unlock(&gate);
    return result;
}

int fsync(int fd) { return sync_call(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_call(fd, SYS_fdatasync); }

static int open_call(int folder, const char *name, int flags, mode_t mode)
{
    char buffer[PATH_MAX * 2];
    const char *path = full_path(folder, name, buffer);
    if (!(flags & (O_CREAT | O_TRUNC)) || !is_below(path))
        return syscall(SYS_openat, folder, name, flags, mode);
    pthread_mutex_lock(&gate);
    struct stat before;
    int is_new = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, path, &before, 0) != 0;
    int fd = is_new && fails(1) ? -1 : syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && is_new)
        record('C', fd, 0, NULL, 0, path);
    else if (fd >= 0 && (flags & O_TRUNC))
        record('T', fd, 0, NULL, 0, path);
    pthread_mutex_unlock(&gate);
    return fd;
}

#define MODE(last) mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE(flags) return open_call(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_call(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_call(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_call(folder, path, flags, mode); }

/* Changes of folders; two paths are recorded with a tab between them. */
static int rename_to(char kind, int needs_room, int from_folder, const char *from, int to_folder, const char *to, long number, int flags)
{
    char one[PATH_MAX * 2], two[PATH_MAX * 2], both[PATH_MAX * 4];
    const char *source = full_path(from_folder, from, one), *target = full_path(to_folder, to, two);
    if (!is_below(source) && !is_below(target))
        return syscall(number, from_folder, from, to_folder, to, flags);
    pthread_mutex_lock(&gate);
    int result = fails(needs_room) ? -1 : syscall(number, from_folder, from, to_folder, to, flags);
    if (result == 0) {
        snprintf(both, sizeof both, "%s\t%s", source, target);
        record(kind, -1, 0, NULL, 0, both);
    }
    pthread_mutex_unlock(&gate);
    return result;
}

int rename(const char *from, const char *to) { return rename_to('R', 1, AT_FDCWD, from, AT_FDCWD, to, SYS_renameat2, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_to('R', 1, a, from, b, to, SYS_renameat2, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned int flags) { return rename_to('R', 1, a, from, b, to, SYS_renameat2, flags); }
int link(const char *from, const char *to) { return rename_to('L', 1, AT_FDCWD, from, AT_FDCWD, to, SYS_linkat, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return rename_to('L', 1, a, from, b, to, SYS_linkat, flags); }

static int remove_call(int folder, const char *name, int flags)
{
    char buffer[PATH_MAX * 2];
    const char *path = full_path(folder, name, buffer);
    if (!is_below(path))
        return syscall(SYS_unlinkat, folder, name, flags);
    pthread_mutex_lock(&gate);
    int result = syscall(SYS_unlinkat, folder, name, flags);
    if (result == 0)
        record('U', -1, 0, NULL, 0, path);
    pthread_mutex_unlock(&gate);
    return result;
}

int unlink(const char *path) { return remove_call(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return remove_call(folder, path, flags); }
int rmdir(const char *path) { return remove_call(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode)
{
    char buffer[PATH_MAX * 2];
    const char *path = full_path(folder, name, buffer);
    if (!is_below(path))
        return syscall(SYS_mkdirat, folder, name, mode);
    pthread_mutex_lock(&gate);
    int result = fails(1) ? -1 : syscall(SYS_mkdirat, folder, name, mode);
    if (result == 0)
        record('M', -1, 0, NULL, 0, path);
    pthread_mutex_unlock(&gate);
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

void *dlsym(void *restrict library, const char *restrict name)
{
    static void *(*real)(void *, const char *);
    static const struct { const char *name; void *call; } own[] = {
        {"open", open}, {"open64", open64}, {"openat", openat}, {"write", write}, {"pwrite", pwrite}, {"pwrite64", pwrite64},
        {"ftruncate", ftruncate}, {"ftruncate64", ftruncate64}, {"fsync", fsync}, {"fdatasync", fdatasync}, {"rename", rename},
        {"renameat2", renameat2}, {"link", link}, {"linkat", linkat}, {"unlink", unlink}, {"unlinkat", unlinkat}, {"rmdir", rmdir},
        {"mkdir", mkdir}, {"mkdirat", mkdirat},
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i].name, name) == 0)
            return own[i].call;
    if (!real)
        real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
    return real ? real(library, name) : NULL;
}
