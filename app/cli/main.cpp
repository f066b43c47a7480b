// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include "app/compute_environment.h"
#include "app/standard_streams.h"
#include "console.h"
#include "numbers.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <sstream>
#include <thread>

namespace legenda::cli {

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void onInterrupt(int signal) {
    if (interrupted.exchange(true)) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

std::string duration(double seconds) {
    const auto s = std::llround(seconds);
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
    return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
}

// Draws progress on stderr: one rewritten line with rate and time left on a terminal, a plain line every few seconds
// otherwise.
class ProgressLine {
 public:
    void show(const base::Progress& p) {
        using Clock = std::chrono::steady_clock;
        const auto now = Clock::now();
        if (p.stage != stage_) {
            stage_ = p.stage;
            started_ = now;
            firstDone_ = p.done;
            shown_ = {};
        }
        const bool last = p.total > 0 && p.done >= p.total;
        if (shown_ != Clock::time_point{} && now - shown_ < std::chrono::milliseconds(terminal_ ? 200 : 5000) &&
            !(last && terminal_))
            return;
        shown_ = now;
        std::string line = p.stage;
        if (p.total > 0) line += fmt::format("  {} of {}", p.done, p.total);
        const double seconds = std::chrono::duration<double>(now - started_).count();
        if (p.total > 0 && p.done > firstDone_ && seconds > 0.5) {
            const double rate = static_cast<double>(p.done - firstDone_) / seconds;
            line += fmt::format("  {:.1f}/s  {} left", rate, duration(static_cast<double>(p.total - p.done) / rate));
        }
        for (const auto& [name, value] : p.metrics) line += fmt::format("  {} {:.4g}", name, value);
        say(terminal_ ? "\r\033[K" + line : line + '\n');
        open_ = terminal_;
    }
    void close() {
        if (open_) say("\n");
        open_ = false;
    }

 private:
    bool terminal_ = messagesOnTerminal();
    bool open_ = false;
    std::string stage_;
    std::int64_t firstDone_ = 0;
    std::chrono::steady_clock::time_point started_{}, shown_{};
};

int report(const base::Error& error, ProgressLine& line) {
    line.close();
    say(fmt::format("legenda-cli: {}{}{}\n", error.message, error.remedy.empty() ? "" : " ", error.remedy));
    if (!error.context.empty()) say(fmt::format("  {}\n", error.context));
    return base::exitStatus(error.code);
}

int runCommand(Command& command, CommandContext& context, const std::filesystem::path& self) {
    ProgressLine line;
    auto resources = project::Resources::locate(self);
    if (!resources) return report(resources.error(), line);
    context.resources = std::move(*resources);

    std::stop_source stop;
    context.job.stop = stop.get_token();
    if (!context.quiet) context.job.progress = [&line](const base::Progress& p) { line.show(p); };
    context.job.note = [&line](const std::string& sentence) {
        line.close();
        cli::say(sentence + '\n');
    };
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    // The terminal was closed; ignored under nohup.
    if (std::signal(SIGHUP, onInterrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
    std::jthread watcher([&stop](std::stop_token over) {
        while (!over.stop_requested()) {
            if (interrupted) stop.request_stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });

    auto result = command.run(context);
    if (!result) return report(result.error(), line);
    line.close();
    // File names are bytes; JSON is UTF-8: invalid bytes become U+FFFD.
    constexpr auto kReplace = nlohmann::json::error_handler_t::replace;
    std::string shown = context.json ? result->json.dump(-1, ' ', false, kReplace) : result->text;
    if (!shown.empty() && shown.back() != '\n') shown += '\n';
    if (auto printed = print(shown); !printed) return report(printed.error(), line);
    if (result->problem) return report(*result->problem, line);
    return 0;
}

int run(int argc, char** argv) {
    CLI::App app("Legenda: aligns sentences with image regions and captions images and regions.");
    app.set_version_flag("--version", LEGENDA_VERSION);
    app.require_subcommand(1);
    app.fallthrough();

    CommandContext context;
    context.device = "auto";
    app.add_flag("--json", context.json, "print one JSON document");
    app.add_flag("--quiet", context.quiet, "no progress on stderr");
    app.add_option("--threads", context.threads, "threads for tensors (0: all cores)")->transform(wholeNumber(0, 1024));
    app.add_option("--device", context.device, "auto, cpu, cuda or cuda:N");

    const auto all = commands();
    std::vector<std::pair<CLI::App*, Command*>> declared;
    for (const auto& command : all) declared.emplace_back(command->declare(app), command.get());
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        std::ostringstream help, message;  // of --help and --version; of wrong usage
        const int status = app.exit(problem, help, message);
        say(message.view());
        if (auto printed = print(help.view()); !printed) {
            say(fmt::format("legenda-cli: {}\n", printed.error().message));
            return base::exitStatus(printed.error().code);
        }
        return status == 0 ? 0 : 2;
    }
    std::error_code failure;
    auto self = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (failure) self = argv[0];
    // A command that stands below another one (snippets agreement) is declared after it.
    for (auto next = declared.rbegin(); next != declared.rend(); ++next)
        if (next->first->parsed()) return runCommand(*next->second, context, self);
    return 2;
}

// An uncaught exception, or a broken invariant: reported as a bug, without a core dump.
[[noreturn]] void onTerminate() {
    std::string what = "an unknown failure";
    try {
        if (const auto failure = std::current_exception()) std::rethrow_exception(failure);
    } catch (const std::exception& bug) {
        what = bug.what();
    } catch (...) {
    }
    say("legenda-cli: internal error: " + what + '\n');
    std::_Exit(base::exitStatus(base::ErrorCode::Internal));
}

}  // namespace

}  // namespace legenda::cli

int main(int argc, char** argv) {
    legenda::app::secureStandardStreams();
    legenda::cli::takeStderr();
    std::set_terminate(legenda::cli::onTerminate);
    try {
        return legenda::cli::run(argc, argv);
    } catch (const std::bad_alloc&) {
        legenda::cli::say("legenda-cli: There is not enough memory for this.\n");
        return legenda::base::exitStatus(legenda::base::ErrorCode::Io);
    } catch (const std::exception& bug) {
        legenda::cli::say(std::string("legenda-cli: internal error: ") + bug.what() + '\n');
        return legenda::base::exitStatus(legenda::base::ErrorCode::Internal);
    }
}
