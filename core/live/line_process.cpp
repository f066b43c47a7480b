// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/line_process.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace legenda::live {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kLook{20};         // how long a wait does not see that it is cancelled
constexpr milliseconds kGrace{1000};      // between SIGTERM and SIGKILL
constexpr milliseconds kLastBreath{500};  // for a program that has closed its output to end
constexpr std::size_t kLastLines = 8;
constexpr std::size_t kLastLineBytes = 200;

// Waits beside the program for this process to end: its end of the pipe is closed then, however it ended. A line on the
// pipe sends it home.
constexpr const char* kGuardian =
    R"(trap "" HUP INT; read -r word && exit 0; kill -TERM "-$1"; sleep 1; kill -KILL "-$1")";

class Descriptor {
 public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            close();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    ~Descriptor() { close(); }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    int number() const { return number_; }
    bool isOpen() const { return number_ >= 0; }

 private:
    int number_ = -1;
};

struct Pipe {
    Descriptor read, write;
};

std::optional<Pipe> makePipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void unblock(const Descriptor& end) {
    ::fcntl(end.number(), F_SETFL, ::fcntl(end.number(), F_GETFL) | O_NONBLOCK);
}

// Whether the group still has a member. A number is not given to another group as long as it has one.
bool groupLives(pid_t group) {
    return ::kill(-group, 0) == 0;
}

// The three streams of a child; -1: nothing.
struct Streams {
    int in = -1, out = -1, err = -1;
};

// Starts /bin/sh with these arguments in a process group of its own. 0, or an error number.
int spawnShell(const std::vector<std::string>& arguments, const Streams& streams, pid_t& child) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (const int why = ::posix_spawn_file_actions_init(&actions); why != 0) return why;
    if (const int why = ::posix_spawnattr_init(&attributes); why != 0) {
        ::posix_spawn_file_actions_destroy(&actions);
        return why;
    }
    int why = 0;
    const auto set = [&why](int result) {
        if (why == 0) why = result;
    };
    int target = STDIN_FILENO;
    for (const int from : {streams.in, streams.out, streams.err}) {
        set(from >= 0 ? ::posix_spawn_file_actions_adddup2(&actions, from, target)
                      : ::posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0));
        ++target;
    }
    set(::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1));
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) sigaddset(&defaults, signal);
    set(::posix_spawnattr_setsigmask(&attributes, &none));
    set(::posix_spawnattr_setsigdefault(&attributes, &defaults));
    set(::posix_spawnattr_setpgroup(&attributes, 0));
    set(::posix_spawnattr_setflags(&attributes,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
    std::vector<char*> words;
    for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    if (why == 0) why = ::posix_spawn(&child, "/bin/sh", &actions, &attributes, words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return why;
}

// As write(), but a pipe without a reader is EPIPE and no signal, whatever this program does about SIGPIPE.
ssize_t writeQuietly(int to, const char* bytes, std::size_t count) {
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    ::sigpending(&pending);
    const bool waiting = sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
    const ssize_t wrote = ::write(to, bytes, count);
    const int why = errno;
    if (wrote < 0 && why == EPIPE && !waiting) {
        const timespec now{};
        while (::sigtimedwait(&pipe, nullptr, &now) < 0 && errno == EINTR) {
        }
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = why;
    return wrote;
}

// A shell that waited for the program gives the number of a signal as an exit status above 128.
std::string describe(int status) {
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : code > 128 && code < 128 + NSIG ? code - 128 : 0;
    if (signal > 0) return fmt::format("signal {} ({})", signal, ::strsignal(signal));
    return fmt::format("exit status {}", code);
}

// The groups that are ending: a program that is started anew may want what it still holds.
struct Endings {
    std::mutex mutex;
    std::condition_variable_any none;
    int count = 0;
};
Endings& endings() {
    static auto* const one = new Endings;  // for threads that may outlive everything else
    return *one;
}

// What remains to be done of a program that is not wanted any more. Where this process ends before, the guardian does
// it, since the lifeline closes.
struct Farewell {
    pid_t program, guardian;
    std::optional<int> status;  // of the program, once it is known
    Descriptor out, err, lifeline;

    bool reap() {
        int found = 0;
        if (!status && ::waitpid(program, &found, WNOHANG) == program) status = found;
        return status.has_value();
    }
    void operator()() {
        // A program that was reaped and left nobody behind may have handed its number on.
        if (!status || groupLives(program)) ::kill(-program, SIGTERM);
        const auto until = Clock::now() + kGrace;
        while (!(reap() && !groupLives(program)) && Clock::now() < until) std::this_thread::sleep_for(milliseconds(5));
        if (!status || groupLives(program)) ::kill(-program, SIGKILL);
        int found = 0;
        if (!status && ::waitpid(program, &found, 0) == program) status = found;
        if (guardian > 0) {
            writeQuietly(lifeline.number(), "q\n", 2);
            ::waitpid(guardian, nullptr, 0);
        }
    }
};

void countEnding(int change) {
    auto& all = endings();
    {
        const std::lock_guard lock(all.mutex);
        all.count += change;
    }
    all.none.notify_all();
}

// On a thread of its own: the caller may be the window's.
void endLater(Farewell farewell) {
    countEnding(1);
    auto shared = std::make_shared<Farewell>(std::move(farewell));
    const auto end = [shared] {
        (*shared)();
        countEnding(-1);
    };
    try {
        std::thread(end).detach();
    } catch (const std::system_error&) {
        end();
    }
}

}  // namespace

std::string shown(const std::string& text, std::size_t most) {
    std::string cut = text.substr(0, most);
    for (char& c : cut)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    using Handler = nlohmann::json::error_handler_t;
    auto valid = nlohmann::json::parse(nlohmann::json(cut).dump(-1, ' ', false, Handler::ignore)).get<std::string>();
    const auto last = valid.find_last_not_of(' ');
    valid.resize(last == std::string::npos ? 0 : last + 1);
    return text.size() > most ? valid + "…" : valid;
}

struct LineProcess::Impl {
    std::size_t longest = 0;
    pid_t program = -1, guardian = -1;
    Descriptor in, out, err, lifeline;
    std::string outgoing, incoming, errLine;
    std::size_t looked = 0;  // of `incoming`: there is no end of a line before
    std::deque<std::string> errLines;
    std::optional<int> status;  // of the program, once it is known

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { end(); }

    bool reap() {
        int found = 0;
        if (!status && program > 0 && ::waitpid(program, &found, WNOHANG) == program) status = found;
        return status.has_value();
    }

    void end() {
        in.close();
        if (program > 0) endLater({program, guardian, status, std::move(out), std::move(err), std::move(lifeline)});
        program = guardian = -1;
    }

    // Nothing is left to be written, or nobody reads it.
    void writeSome() {
        const auto wrote = writeQuietly(in.number(), outgoing.data(), outgoing.size());
        if (wrote > 0)
            outgoing.erase(0, static_cast<std::size_t>(wrote));
        else if (wrote < 0 && errno != EAGAIN && errno != EINTR) {
            in.close();
            outgoing.clear();
        }
    }

    void takeErr(const char* bytes, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            if (bytes[i] == '\n' || bytes[i] == '\r')
                endErrLine();
            else if (errLine.size() <= kLastLineBytes)
                errLine += bytes[i];
        }
    }
    void endErrLine() {
        auto line = shown(errLine, kLastLineBytes);
        errLine.clear();
        if (line.empty()) return;
        errLines.push_back(std::move(line));
        if (errLines.size() > kLastLines) errLines.pop_front();
    }
    void readErr() {
        char bytes[4096];
        const auto got = ::read(err.number(), bytes, sizeof bytes);
        if (got > 0)
            takeErr(bytes, static_cast<std::size_t>(got));
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            err.close();
    }
    void readOut() {
        char bytes[65536];
        const auto got = ::read(out.number(), bytes, sizeof bytes);
        if (got > 0)
            incoming.append(bytes, static_cast<std::size_t>(got));
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            out.close();
    }

    // A whole line that was read already, or that the rest is too long to be one.
    std::optional<Heard> takeLine(std::string& line) {
        const auto at = incoming.find('\n', looked);
        if (at == std::string::npos) {
            looked = incoming.size();
            if (incoming.size() <= longest) return {};
            incoming.clear();
            incoming.shrink_to_fit();
            looked = 0;
            return Heard::TooLong;
        }
        if (at > longest) return Heard::TooLong;
        line.assign(incoming, 0, at);
        incoming.erase(0, at + 1);
        looked = 0;
        return Heard::Line;
    }

    // Waits until a stream is ready, at most `most`.
    void wait(milliseconds most) {
        pollfd ready[3];
        nfds_t count = 0;
        const auto watch = [&](const Descriptor& stream, short events) -> pollfd* {
            if (!stream.isOpen() || events == 0) return nullptr;
            ready[count] = {stream.number(), events, 0};
            return &ready[count++];
        };
        const auto* ofOut = watch(out, POLLIN);
        const auto* ofErr = watch(err, POLLIN);
        const auto* ofIn = watch(in, outgoing.empty() ? short{0} : short{POLLOUT});
        if (::poll(ready, count, static_cast<int>(most.count())) <= 0) return;
        if (ofErr && ofErr->revents) readErr();
        if (ofOut && ofOut->revents) readOut();
        if (ofIn && ofIn->revents) writeSome();
    }

    void drainErr() {
        for (int round = 0; err.isOpen() && round < 64; ++round) {
            pollfd ready{err.number(), POLLIN, 0};
            if (::poll(&ready, 1, 0) <= 0) return;
            readErr();
        }
    }
};

LineProcess::LineProcess(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LineProcess::LineProcess(LineProcess&&) noexcept = default;
LineProcess& LineProcess::operator=(LineProcess&&) noexcept = default;
LineProcess::~LineProcess() = default;

base::Result<LineProcess> LineProcess::start(const std::string& command, std::size_t longest,
                                             const std::stop_token& stop) {
    const auto failed = [&](int why) {
        return base::fail(base::ErrorCode::Io, fmt::format("The program \"{}\" cannot be started: {}.",
                                                           shown(command, 200), std::strerror(why)));
    };
    {
        std::unique_lock lock(endings().mutex);
        endings().none.wait_for(lock, stop, 2 * kGrace, [] { return endings().count == 0; });
    }
    auto in = makePipe(), out = makePipe(), err = makePipe(), lifeline = makePipe();
    if (!in || !out || !err || !lifeline) return failed(errno);
    auto impl = std::make_unique<Impl>();
    impl->longest = longest;
    if (const int why = spawnShell({"sh", "-c", command}, {in->read.number(), out->write.number(), err->write.number()},
                                   impl->program);
        why != 0) {
        impl->program = -1;
        return failed(why);
    }
    impl->in = std::move(in->write);
    impl->out = std::move(out->read);
    impl->err = std::move(err->read);
    if (const int why = spawnShell({"sh", "-c", kGuardian, "sh", std::to_string(impl->program)},
                                   {lifeline->read.number(), -1, -1}, impl->guardian);
        why != 0) {
        impl->guardian = -1;
        return failed(why);
    }
    impl->lifeline = std::move(lifeline->write);
    for (const auto* end : {&impl->in, &impl->out, &impl->err}) unblock(*end);
    return LineProcess(std::move(impl));
}

void LineProcess::send(const std::string& line) {
    if (impl_->in.isOpen()) impl_->outgoing += line + '\n';
}

Heard LineProcess::hear(std::string& line, Clock::time_point until, const std::stop_token& stop) {
    for (;;) {
        if (stop.stop_requested()) return Heard::Stopped;
        if (const auto heard = impl_->takeLine(line)) return *heard;
        if (!impl_->out.isOpen()) return Heard::Ended;
        const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
        if (left.count() <= 0) return impl_->incoming.empty() ? Heard::Silence : Heard::Cut;
        impl_->wait(std::min(left, kLook));
    }
}

std::string LineProcess::ending() {
    const auto until = Clock::now() + kLastBreath;
    while (!impl_->reap() && Clock::now() < until) std::this_thread::sleep_for(milliseconds(5));
    impl_->drainErr();
    return impl_->status ? describe(*impl_->status) : std::string();
}

std::vector<std::string> LineProcess::lastWords() const {
    std::vector<std::string> lines(impl_->errLines.begin(), impl_->errLines.end());
    if (auto begun = shown(impl_->errLine, kLastLineBytes); !begun.empty()) lines.push_back(std::move(begun));
    return lines;
}

}  // namespace legenda::live
