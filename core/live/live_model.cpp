// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/live_model.h"

#include "core/base/json.h"
#include "core/image/image_size.h"
#include "core/live/crop_folder.h"
#include "core/live/line_process.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <sstream>

namespace legenda::live {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::JobContext;
using base::Result;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kExcerpt = 80;  // bytes of a wrong line that a message shows
constexpr std::size_t kMostLate = 32;

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000);
}

base::Error ofRequest(base::Error error) {
    error.key = kOfRequest;
    return error;
}

}  // namespace

std::optional<std::string> commandOf(std::string_view model) {
    constexpr std::string_view kPrefix = "exec:";
    if (!model.starts_with(kPrefix)) return {};
    return std::string(model.substr(kPrefix.size()));
}

std::vector<std::string> wordsAtSpaces(const std::string& sentence) {
    std::istringstream in(sentence);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(std::move(word));
    return words;
}

struct LiveModel::Impl {
    std::string command;
    Limits limits;
    std::optional<LineProcess> process;  // none: it was ended
    std::string name;                    // empty until it is ready
    std::vector<std::string> tasks;
    std::int64_t lastId = 0;
    std::set<std::int64_t> late;  // requests whose wait was cancelled
    CropFolder crops;

    std::string who() const {
        return name.empty() ? fmt::format("The program \"{}\"", shown(command, 200))
                            : fmt::format("The program {}", name);
    }

    // Ends the program, which did this. Its last words on stderr stand beside the message.
    tl::unexpected<base::Error> broken(ErrorCode code, const std::string& did) {
        base::Error error{code, fmt::format("{} {}", who(), did), {}, {}};
        if (process) {
            if (const auto words = process->lastWords(); !words.empty())
                error.context = fmt::format("Its last messages:\n  {}", fmt::join(words, "\n  "));
        }
        process.reset();
        return tl::unexpected<base::Error>(std::move(error));
    }

    // Of a program that has ended by itself.
    tl::unexpected<base::Error> ended(const std::string& when) {
        const auto how = process->ending();
        const auto words = process->lastWords();
        return broken(ErrorCode::Io,
                      fmt::format("{} {}{}.", how.empty() ? "closed its output" : fmt::format("ended with {}", how),
                                  when, words.empty() ? "" : fmt::format("; its last message: \"{}\"", words.back())));
    }

    // Why no line came. what: "its answer to request 3", "its first line".
    tl::unexpected<base::Error> unheard(Heard heard, const std::string& what, std::chrono::milliseconds limit) {
        switch (heard) {
            case Heard::Silence:
                return broken(ErrorCode::Io, fmt::format("did not write {} within {}.", what, seconds(limit)));
            case Heard::Cut:
                return broken(ErrorCode::Io,
                              fmt::format("began {} but did not end the line within {}.", what, seconds(limit)));
            case Heard::TooLong:
                return broken(ErrorCode::BadInput,
                              fmt::format("wrote a line of more than {} bytes in place of {}.", limits.line, what));
            case Heard::Ended:
                return ended("before " + what);
            case Heard::Stopped:
            case Heard::Line:
                break;
        }
        return JobContext::cancelled();
    }

    base::Status getReady(const JobContext& context) {
        constexpr const char* kWhat = "its first line, {\"ready\":true,...}";
        std::string line;
        const auto heard = process->hear(line, Clock::now() + limits.ready, context.stop);
        if (heard != Heard::Line) return unheard(heard, kWhat, limits.ready);
        const auto said = json::parse(line, nullptr, false);
        const auto readyKey = said.is_object() ? said.find("ready") : said.end();
        if (!said.is_object() || readyKey == said.end() || *readyKey != true)
            return broken(ErrorCode::BadInput,
                          fmt::format("wrote \"{}\" in place of {}.", shown(line, kExcerpt), kWhat));
        const auto named = said.find("name"), listed = said.find("tasks");
        if (named == said.end() || !named->is_string() || shown(named->get<std::string>(), kExcerpt).empty())
            return broken(ErrorCode::BadInput, "gave no \"name\" in its first line.");
        if (listed == said.end() || !listed->is_array() ||
            !std::ranges::all_of(*listed, [](const json& task) { return task.is_string(); }))
            return broken(ErrorCode::BadInput, "gave no \"tasks\", a list of words, in its first line.");
        for (const auto& task : *listed) tasks.push_back(shown(task.get<std::string>(), kExcerpt));
        name = shown(named->get<std::string>(), kExcerpt);
        return {};
    }

    // One request; `about` names its image in messages.
    Result<json> ask(json request, const fs::path& image, const JobContext& context) {
        if (!process) return base::fail(ErrorCode::Io, fmt::format("{} has been ended.", who()));
        const auto task = request["task"].get<std::string>();
        if (std::ranges::find(tasks, task) == tasks.end())
            return base::fail(ErrorCode::Unsupported,
                              fmt::format("{} answers {}, not {}.", who(),
                                          tasks.empty() ? "nothing" : fmt::format("{}", fmt::join(tasks, ", ")), task));
        auto size = image::readSize(image);
        if (!size) return tl::unexpected<base::Error>(ofRequest(std::move(size.error())));
        const auto id = ++lastId;
        request["id"] = id;
        request["width"] = size->width;
        request["height"] = size->height;
        std::error_code ignored;
        request["image"] = fs::absolute(image, ignored).string();
        std::string line;
        try {
            line = request.dump();
        } catch (const json::exception& problem) {
            return tl::unexpected<base::Error>(
                ofRequest({ErrorCode::BadInput,
                           fmt::format("{} cannot be asked about {}: its path or a text is not UTF-8.", who(),
                                       shown(image.string(), 200)),
                           problem.what(),
                           {}}));
        }
        process->send(line);
        return answerTo(id, task, image, context);
    }

    Result<json> answerTo(std::int64_t id, const std::string& task, const fs::path& image, const JobContext& context) {
        const auto what = fmt::format("its answer to request {} ({} {})", id, task, image.filename().string());
        auto until = Clock::now() + limits.answer;
        for (;;) {
            std::string line;
            const auto heard = process->hear(line, until, context.stop);
            if (heard == Heard::Stopped) return cancelled(id);
            if (heard != Heard::Line) return unheard(heard, what, limits.answer);
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            auto answer = json::parse(line, nullptr, false);
            if (!answer.is_object())
                return broken(ErrorCode::BadInput,
                              fmt::format("wrote \"{}\" in place of {}.", shown(line, kExcerpt), what));
            const auto said = answer.find("id");
            if (said == answer.end() || !said->is_number_integer())
                return broken(ErrorCode::BadInput, fmt::format("wrote an answer without an \"id\" in place of {}: {}",
                                                               what, shown(line, kExcerpt)));
            const auto of = said->get<std::int64_t>();
            if (of != id && late.erase(of) > 0) {
                until = Clock::now() + limits.answer;  // it was busy with a request that nobody waits for any more
                continue;
            }
            if (of != id && of >= 1 && of < id)
                return broken(ErrorCode::BadInput, fmt::format("answered request {} twice.", of));
            if (of != id)
                return broken(ErrorCode::BadInput,
                              fmt::format("answered request {}, which it was not asked, in place of {}.", of, what));
            if (const auto why = answer.find("error"); why != answer.end() && !why->is_null())
                return tl::unexpected<base::Error>(
                    ofRequest({ErrorCode::BadInput,
                               fmt::format("{} has no answer for {}: {}", who(), image.filename().string(),
                                           shown(why->is_string() ? why->get<std::string>() : why->dump(), 200)),
                               {},
                               {}}));
            return answer;
        }
    }

    tl::unexpected<base::Error> cancelled(std::int64_t id) {
        late.insert(id);
        // It does not read any more, or answers more slowly than it is asked.
        if (late.size() > kMostLate) process.reset();
        return JobContext::cancelled();
    }

    // An answer that is JSON, but not what was asked for.
    tl::unexpected<base::Error> wrong(const std::string& why) {
        return broken(ErrorCode::BadInput, fmt::format("gave a wrong answer to request {}: {}.", lastId, why));
    }

    static std::optional<double> number(const json& value) {
        if (!value.is_number()) return {};
        const auto read = value.get<double>();
        return std::isfinite(read) ? std::optional(read) : std::nullopt;
    }

    Result<std::vector<LiveCaption>> captionsOf(const json& answer, int count) {
        const auto list = answer.find("captions");
        if (list == answer.end() || !list->is_array()) return wrong("\"captions\" must be a list");
        if (list->empty()) return wrong("\"captions\" has none; \"error\" says that there is none");
        std::vector<LiveCaption> captions;
        for (const auto& given : *list) {
            const auto text = given.is_object() ? given.find("text") : given.end();
            if (!given.is_object() || text == given.end() || !text->is_string())
                return wrong("a caption has no \"text\"");
            LiveCaption caption{shown(text->get<std::string>(), limits.line), std::numeric_limits<double>::quiet_NaN()};
            if (const auto logProb = given.find("log_prob"); logProb != given.end() && !logProb->is_null()) {
                const auto value = number(*logProb);
                if (!value) return wrong("a \"log_prob\" is not a finite number");
                caption.logProb = *value;
            }
            captions.push_back(std::move(caption));
            if (captions.size() == static_cast<std::size_t>(std::max(1, count))) break;
        }
        return captions;
    }

    Result<std::vector<std::optional<LiveBox>>> boxesOf(const json& answer, std::size_t phrases) {
        const auto list = answer.find("boxes");
        if (list == answer.end() || !list->is_array()) return wrong("\"boxes\" must be a list");
        std::vector<std::optional<LiveBox>> best(phrases);
        for (const auto& given : *list) {
            if (!given.is_object() || !given.contains("box")) return wrong("an entry of \"boxes\" has no \"box\"");
            const auto phrase = given.value("phrase", json());
            if (!phrase.is_number_integer() || phrase.get<std::int64_t>() < 0 ||
                phrase.get<std::int64_t>() >= static_cast<std::int64_t>(phrases))
                return wrong(fmt::format("there is no phrase {}", shown(phrase.dump(), kExcerpt)));
            const auto& box = given["box"];
            if (!box.is_array() || box.size() != 4 ||
                !std::ranges::all_of(box, [](const json& n) { return number(n).has_value(); }))
                return wrong("a box must be [x, y, w, h]");
            LiveBox found{{box[0], box[1], box[2], box[3]}, 0};
            if (!(found.box.w > 0) || !(found.box.h > 0)) return wrong("a box has no area");
            if (const auto score = given.find("score"); score != given.end() && !score->is_null()) {
                const auto value = number(*score);
                if (!value) return wrong("a \"score\" is not a finite number");
                found.score = *value;
            }
            auto& kept = best[phrase.get<std::size_t>()];
            if (!kept || found.score > kept->score) kept = found;
        }
        return best;
    }

    Result<base::Matrix> scoresOf(const json& answer, std::size_t words, std::size_t boxes) {
        const auto rows = answer.find("scores");
        const auto size = fmt::format("\"scores\" must be {} rows, one a word, of {} numbers, one a box", words, boxes);
        if (rows == answer.end() || !rows->is_array() || rows->size() != words) return wrong(size);
        base::Matrix scores(words, boxes);
        for (std::size_t t = 0; t < words; ++t) {
            const auto& row = (*rows)[t];
            if (!row.is_array() || row.size() != boxes) return wrong(size);
            for (std::size_t r = 0; r < boxes; ++r) {
                const auto value = number(row[r]);
                if (!value || !std::isfinite(static_cast<float>(*value)))
                    return wrong(fmt::format("the score of word {} and box {} is not a finite number", t, r));
                scores(t, r) = static_cast<float>(*value);
            }
        }
        return scores;
    }
};

LiveModel::LiveModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LiveModel::LiveModel(LiveModel&&) noexcept = default;
LiveModel& LiveModel::operator=(LiveModel&&) noexcept = default;
LiveModel::~LiveModel() = default;

Result<LiveModel> LiveModel::start(const std::string& command, const JobContext& context, const Limits& limits) {
    if (command.find_first_not_of(" \t\r\n") == std::string::npos)
        return base::fail(ErrorCode::Usage, "exec: names no command; exec:COMMAND was expected.");
    CropFolder::removeAbandoned();
    auto impl = std::make_unique<Impl>();
    impl->command = command;
    impl->limits = limits;
    LEGENDA_TRY(process, LineProcess::start(command, limits.line, context.stop));
    impl->process.emplace(std::move(*process));
    if (auto ready = impl->getReady(context); !ready) return base::pass(ready);
    return LiveModel(std::move(impl));
}

const std::string& LiveModel::name() const {
    return impl_->name;
}
bool LiveModel::runs() const {
    return impl_->process.has_value();
}
bool LiveModel::answers(const std::string& task) const {
    return std::ranges::find(impl_->tasks, task) != impl_->tasks.end();
}

Result<std::vector<LiveCaption>> LiveModel::caption(const fs::path& image, const std::optional<base::Box>& box,
                                                    int count, const JobContext& context) {
    json request{{"task", "caption"}, {"box", box ? base::boxToJson(*box) : json()}, {"n", count}};
    std::optional<CropFolder::File> crop;
    if (box) {
        auto cut = impl_->crops.cut(image, *box);
        if (!cut) return tl::unexpected<base::Error>(ofRequest(std::move(cut.error())));
        crop.emplace(std::move(*cut));
        request["crop"] = crop->path().string();
    }
    LEGENDA_TRY(answer, impl_->ask(std::move(request), image, context));
    return impl_->captionsOf(*answer, count);
}

Result<std::vector<std::optional<LiveBox>>> LiveModel::ground(const fs::path& image, const std::string& sentence,
                                                              const std::vector<std::pair<int, int>>& phrases,
                                                              const JobContext& context) {
    auto places = json::array();
    for (const auto& [start, end] : phrases) places.push_back({start, end});
    LEGENDA_TRY(answer, impl_->ask({{"task", "ground"}, {"sentence", sentence}, {"phrases", std::move(places)}}, image,
                                   context));
    return impl_->boxesOf(*answer, phrases.size());
}

Result<base::Matrix> LiveModel::align(const fs::path& image, const std::string& sentence,
                                      const std::vector<base::Box>& boxes, const JobContext& context) {
    const auto words = wordsAtSpaces(sentence);
    auto places = json::array();
    for (const auto& box : boxes) places.push_back(base::boxToJson(box));
    LEGENDA_TRY(answer,
                impl_->ask({{"task", "align"}, {"sentence", sentence}, {"words", words}, {"boxes", std::move(places)}},
                           image, context));
    return impl_->scoresOf(*answer, words.size(), boxes.size());
}

}  // namespace legenda::live
