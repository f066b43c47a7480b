// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <future>
#include <ostream>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

using namespace legenda;
using namespace legenda::base;
using test::must;
namespace fs = std::filesystem;

// A file that is written is there whole or not at all, and nothing but a file is ever replaced.
class TestWriteFile : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }
    std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path().toStdString()), {}));
    }
    static bool is(const fs::path& path, fs::file_type type) { return fs::symlink_status(path).type() == type; }

 private Q_SLOTS:
    void aLinkStaysAndItsTargetIsReplaced() {
        test::write(at("target.json"), "old");
        fs::create_symlink("target.json", at("link.json"));
        fs::create_symlink(at("link.json"), at("second.json"));
        must(writeFileAtomically(at("second.json"), "new"));
        QVERIFY(is(at("link.json"), fs::file_type::symlink) && is(at("second.json"), fs::file_type::symlink));
        QVERIFY(is(at("target.json"), fs::file_type::regular));
        QCOMPARE(must(readFile(at("target.json"))), std::string("new"));
        // One that leads nowhere yet makes its target.
        fs::create_symlink("later.json", at("dangling.json"));
        must(writeFileAtomically(at("dangling.json"), "made"));
        QVERIFY(is(at("dangling.json"), fs::file_type::symlink));
        QCOMPARE(must(readFile(at("later.json"))), std::string("made"));
        // A failed writer leaves the target as it was.
        const auto before = entries();
        const auto failed = writeFileAtomically(at("link.json"), [](std::ostream& out) -> Status {
            out << "half";
            return fail(ErrorCode::BadInput, "no");
        });
        QVERIFY(!failed.has_value());
        QCOMPARE(must(readFile(at("target.json"))), std::string("new"));
        QCOMPARE(entries(), before);
    }

    void linksInACircleAreRefused() {
        fs::create_symlink("b", at("a"));
        fs::create_symlink("a", at("b"));
        const auto written = writeFileAtomically(at("a"), "x");
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(is(at("a"), fs::file_type::symlink));
    }

    void aPipeIsWrittenInto() {
        const fs::path pipe = at("pipe");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(checkWritable(pipe).has_value());
        const std::string much(300'000, 'x');  // more than a pipe holds
        auto reader = std::async(std::launch::async, [&] { return must(readFile(pipe)); });
        must(writeFileAtomically(pipe, much));
        QVERIFY(reader.get() == much);
        QVERIFY(is(pipe, fs::file_type::fifo));
    }

    // Nobody reads: the wait ends when it is stopped, and the pipe is as it was.
    void theWaitForAReaderEnds() {
        const fs::path pipe = at("lonely");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        std::stop_source stop;
        std::jthread later([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            stop.request_stop();
        });
        QCOMPARE(writeFileAtomically(pipe, "x", stop.get_token()).error().code, ErrorCode::Cancelled);
        QVERIFY(is(pipe, fs::file_type::fifo));
    }

    void aDeviceIsWrittenInto() {
        const fs::path device = at("null");
        if (::mknod(device.c_str(), S_IFCHR | 0600, ::makedev(1, 3)) != 0) QSKIP("making devices needs root");
        const auto written = writeFileAtomically(device, "x");
        if (!written) QSKIP("devices are not allowed on this file system");
        QVERIFY(is(device, fs::file_type::character));
        const fs::path full = at("full");
        QCOMPARE(::mknod(full.c_str(), S_IFCHR | 0600, ::makedev(1, 7)), 0);
        QCOMPARE(writeFileAtomically(full, "x").error().code, ErrorCode::Io);
        QVERIFY(is(full, fs::file_type::character));
        // A disk is not an output, whatever its user may do.
        const fs::path disk = at("disk");
        QCOMPARE(::mknod(disk.c_str(), S_IFBLK | 0600, ::makedev(7, 200)), 0);
        QCOMPARE(writeFileAtomically(disk, "x").error().code, ErrorCode::Io);
        QVERIFY(is(disk, fs::file_type::block));
        for (const auto& made : {device, full, disk}) fs::remove(made);
    }

    // "--out /dev/stdout > file": behind what is in the file already, which stays the same file.
    void aDescriptorOfTheProcessIsWrittenInto() {
        const int descriptor = ::open(at("log").c_str(), O_WRONLY | O_CREAT, 0600);
        QVERIFY(descriptor >= 0);
        QCOMPARE(::write(descriptor, "one ", 4), ssize_t{4});
        const auto number = std::to_string(descriptor);
        must(writeFileAtomically("/dev/fd/" + number, "two "));
        must(writeFileAtomically("/proc/self/fd/" + number, "three"));
        ::close(descriptor);
        QCOMPARE(must(readFile(at("log"))), std::string("one two three"));
    }

    void whatIsNoFileIsRefused() {
        fs::create_directories(at("folder"));
        for (const auto& path : {at("folder"), at("folder/"), at("new/"), at("log/below")}) {
            const auto written = writeFileAtomically(path, "x");
            QVERIFY2(!written && written.error().code == ErrorCode::Io, path.c_str());
            QVERIFY(!checkWritable(path).has_value());
        }
        QVERIFY(fs::is_empty(at("folder")));
        QVERIFY(!writeFileAtomically("/proc/none.json", "x").has_value());
        QVERIFY(!writeFileAtomically("", "x").has_value());
        const fs::path socket = at("socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (socket.string().size() >= sizeof address.sun_path) return;
        std::ranges::copy(socket.string(), address.sun_path);
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
        QCOMPARE(::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(writeFileAtomically(socket, "x").error().code, ErrorCode::Io);
        QVERIFY(is(socket, fs::file_type::socket));
        ::close(descriptor);
    }

    void permissionsOfTheOldFileAreKept() {
        test::write(at("private.json"), "old");
        fs::permissions(at("private.json"), fs::perms::owner_read | fs::perms::owner_write);
        must(writeFileAtomically(at("private.json"), "new"));
        QCOMPARE(fs::status(at("private.json")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    }

    void longNamesAndNewFolders() {
        const std::string longest(255, 'n');
        must(writeFileAtomically(at("deep/er") / longest, "x"));
        QCOMPARE(must(readFile(at("deep/er") / longest)), std::string("x"));
        QVERIFY(checkWritable(at("not/yet/there.json")).has_value());
        QVERIFY(!fs::exists(at("not")));
    }
};

QTEST_GUILESS_MAIN(TestWriteFile)
#include "test_write_file.moc"
