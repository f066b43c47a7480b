// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstring>
#include <new>
#include <string>

#include <sqlite3.h>

namespace legenda::tests {

// The file system of SQLite, which refuses to write below a folder when it is told to: a full or failing disk. One at a
// time; databases that are opened while it lives are concerned.
class FailingVfs {
 public:
    enum class Failure { None, DiskFull, WriteError, SyncError };

    explicit FailingVfs(std::string folder) : folder_(std::move(folder)), real_(sqlite3_vfs_find(nullptr)) {
        vfs_ = *real_;
        vfs_.zName = "failing";
        vfs_.pAppData = this;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = open;
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~FailingVfs() {
        sqlite3_vfs_register(real_, 1);
        sqlite3_vfs_unregister(&vfs_);
    }
    FailingVfs(const FailingVfs&) = delete;
    FailingVfs& operator=(const FailingVfs&) = delete;

    void fail(Failure failure) { failure_ = failure; }

 private:
    struct File {
        sqlite3_file base;
        FailingVfs* own;
        bool concerned;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }
    static const sqlite3_io_methods* io(sqlite3_file* file) { return real(file)->pMethods; }

    int refused(bool sync) const {
        switch (failure_.load()) {
            case Failure::DiskFull:
                return sync ? SQLITE_OK : SQLITE_FULL;
            case Failure::WriteError:
                return sync ? SQLITE_OK : SQLITE_IOERR_WRITE;
            case Failure::SyncError:
                return sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
            case Failure::None:
                break;
        }
        return SQLITE_OK;
    }
    static int refused(sqlite3_file* file, bool sync) {
        return of(file)->concerned ? of(file)->own->refused(sync) : SQLITE_OK;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags) {
        auto* own = static_cast<FailingVfs*>(vfs->pAppData);
        auto* made =
            new (file) File{{nullptr}, own, name != nullptr && std::strstr(name, own->folder_.c_str()) == name};
        std::memset(static_cast<void*>(made->real()), 0, static_cast<std::size_t>(own->real_->szOsFile));
        const int rc = own->real_->xOpen(own->real_, name, made->real(), flags, outFlags);
        if (made->real()->pMethods) made->base.pMethods = &kMethods;
        return rc;
    }
    static int close(sqlite3_file* f) { return io(f)->xClose(real(f)); }
    static int read(sqlite3_file* f, void* to, int bytes, sqlite3_int64 at) {
        return io(f)->xRead(real(f), to, bytes, at);
    }
    static int write(sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
        if (const int rc = refused(f, false)) return rc;
        return io(f)->xWrite(real(f), from, bytes, at);
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) { return io(f)->xTruncate(real(f), size); }
    static int sync(sqlite3_file* f, int flags) {
        if (const int rc = refused(f, true)) return rc;
        return io(f)->xSync(real(f), flags);
    }
    static int size(sqlite3_file* f, sqlite3_int64* bytes) { return io(f)->xFileSize(real(f), bytes); }
    static int lock(sqlite3_file* f, int level) { return io(f)->xLock(real(f), level); }
    static int unlock(sqlite3_file* f, int level) { return io(f)->xUnlock(real(f), level); }
    static int reserved(sqlite3_file* f, int* out) { return io(f)->xCheckReservedLock(real(f), out); }
    static int control(sqlite3_file* f, int op, void* arg) { return io(f)->xFileControl(real(f), op, arg); }
    static int sector(sqlite3_file* f) { return io(f)->xSectorSize(real(f)); }
    static int device(sqlite3_file* f) { return io(f)->xDeviceCharacteristics(real(f)); }
    static int shmMap(sqlite3_file* f, int page, int bytes, int extend, void volatile** out) {
        return io(f)->xShmMap(real(f), page, bytes, extend, out);
    }
    static int shmLock(sqlite3_file* f, int offset, int n, int flags) {
        return io(f)->xShmLock(real(f), offset, n, flags);
    }
    static void shmBarrier(sqlite3_file* f) { io(f)->xShmBarrier(real(f)); }
    static int shmUnmap(sqlite3_file* f, int remove) { return io(f)->xShmUnmap(real(f), remove); }

    // Version 2: with shared memory for the write-ahead log, without memory-mapped reads.
    static constexpr sqlite3_io_methods kMethods{2,       close,      read,     write,   truncate, sync,   size,
                                                 lock,    unlock,     reserved, control, sector,   device, shmMap,
                                                 shmLock, shmBarrier, shmUnmap, nullptr, nullptr};

    const std::string folder_;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_{};
    std::atomic<Failure> failure_ = Failure::None;
};

}  // namespace legenda::tests
