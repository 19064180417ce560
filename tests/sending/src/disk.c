/* What a disk holds after the power fails: what was synced, and nothing else.
 *
 * Preloaded into a process. At each fsync and fdatasync of something under PARAPH_DISK_ROOT it
 * copies what is then safe into PARAPH_DISK_SHADOW: a file's bytes as files/INODE, a folder's
 * names as folders/INODE (inode and time of birth, since numbers are used again). With PARAPH_DISK_STOP=N the process is killed at the N-th of them,
 * before it is done; with PARAPH_DISK_STOP=-N after it is done. Nothing is really synced.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static long syncs = 0;

/* What names a file for good. */
static void name_of(int folder, const char *path, int flags, char *name, size_t room) {
    struct statx found;
    memset(&found, 0, sizeof found);
    if (statx(folder, path, flags, STATX_INO | STATX_BTIME, &found) != 0)
        abort();
    snprintf(name, room, "%llu-%lld", (unsigned long long)found.stx_ino,
             (long long)found.stx_btime.tv_sec * 1000000000LL + found.stx_btime.tv_nsec);
}

static int is_under(const char *root, int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    size_t stem = strlen(root);
    return strncmp(path, root, stem) == 0 && (path[stem] == '/' || path[stem] == 0);
}

static void write_all(int to, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t wrote = write(to, bytes, count);
        if (wrote <= 0)
            abort();
        bytes += wrote;
        count -= (size_t)wrote;
    }
}

static void record_file(int fd, int to) {
    static char piece[1 << 16];
    off_t at = 0;
    /* A descriptor of its own: this one may be for writing alone. */
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int from = open(link, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        abort();
    for (;;) {
        ssize_t count = pread(from, piece, sizeof piece, at);
        if (count <= 0)
            break;
        write_all(to, piece, (size_t)count);
        at += count;
    }
    close(from);
}

static void record_folder(int fd, int to) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    DIR *folder = opendir(link);
    if (!folder)
        abort();
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        struct stat found;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(folder), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        char name[64], line[PATH_MAX + 64];
        name_of(dirfd(folder), entry->d_name, AT_SYMLINK_NOFOLLOW, name, sizeof name);
        int length = snprintf(line, sizeof line, "%c %s %s\n", S_ISDIR(found.st_mode) ? 'd' : 'f',
                              name, entry->d_name);
        write_all(to, line, (size_t)length);
    }
    closedir(folder);
}

static void record(const char *shadow, int fd) {
    struct stat found;
    if (fstat(fd, &found) != 0)
        abort();
    int folder = S_ISDIR(found.st_mode);
    char name[64], target[PATH_MAX], part[PATH_MAX + 8];
    name_of(fd, "", AT_EMPTY_PATH, name, sizeof name);
    snprintf(target, sizeof target, "%s/%s/%s", shadow, folder ? "folders" : "files", name);
    snprintf(part, sizeof part, "%s.part", target);
    int to = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0)
        abort();
    if (folder)
        record_folder(fd, to);
    else
        record_file(fd, to);
    close(to);
    if (rename(part, target) != 0)
        abort();
}

static int synced(int fd) {
    const char *root = getenv("PARAPH_DISK_ROOT");
    const char *shadow = getenv("PARAPH_DISK_SHADOW");
    const char *stop = getenv("PARAPH_DISK_STOP");
    if (!root || !shadow || !is_under(root, fd))
        return 0;
    pthread_mutex_lock(&one_at_a_time);
    long at = stop ? atol(stop) : 0;
    syncs += 1;
    if (at > 0 && syncs == at)
        kill(getpid(), SIGKILL);
    record(shadow, fd);
    if (at < 0 && syncs == -at)
        kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&one_at_a_time);
    return 0;
}

int fsync(int fd) { return synced(fd); }

int fdatasync(int fd) { return synced(fd); }
