// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"

#include "core/data/foreign_files.h"
#include "core/data/json_scanner.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace legenda::data {

using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr std::size_t kElementsALook = 512;  // between two polls of the stop token
constexpr std::size_t kNotesListed = 200;    // problems reported per file
constexpr std::int64_t kMegabyte = 1 << 20;
// The longest that are written: 615,000 sentences of a similarity matrix are 14 MB, a photograph within its file 70 MB.
constexpr std::int64_t kLongestValue = 32 * kMegabyte, kLongestDocument = 256 * kMegabyte;

constexpr const char* kLost = "is not JSON; it was left out";

struct Stopped {};

tl::unexpected<base::Error> tooLong(const std::string& where, std::int64_t most) {
    return base::fail(
        ErrorCode::BadInput,
        fmt::format("{} is longer than {} MB, which is more than one value may have.", where, most / kMegabyte));
}

// Walks one file and keeps its position.
class Walk {
 public:
    Walk(const std::filesystem::path& file, JsonSource source, const base::JobContext& context,
         std::vector<Problem>& problems, const EachElement& each, const EachMember& members)
        : file_(file),
          source_(std::move(source)),
          context_(context),
          problems_(problems),
          each_(each),
          members_(members) {}

    std::vector<std::string> document() {
        source_.allow(kLongestValue);
        const int byte = scanner_.next();
        if (byte == '[') {
            elements({}, ']', false);
        } else if (byte == '{') {
            members();
        } else {
            throw JsonScanner::Broken{
                fmt::format("{} stands where a list or an object was expected", scanner_.found())};
        }
        while (scanner_.next() == 0) source_.get();
        if (scanner_.next() >= 0)
            throw JsonScanner::Broken{fmt::format("{} stands behind the end of the document", scanner_.found())};
        if (notes_ > kNotesListed)
            problems_.push_back({file_.string(), fmt::format("has {} more values that were repaired or left out",
                                                             notes_ - kNotesListed)});
        return std::move(lists_);
    }

    std::string place() const { return inside_ ? fmt::format("{}[{}]", list_, number_) : std::string(); }
    std::int64_t offset() const { return source_.offset(); }

 private:
    // The members of the document; those that are lists or objects are given away element by element.
    void members() {
        scanner_.expect('{');
        while (another('}')) {
            if (scanner_.next() != '"')
                throw JsonScanner::Broken{
                    fmt::format("{} stands where a name in quotes was expected", scanner_.found())};
            const std::string key = scanner_.text();
            scanner_.expect(':');
            json value;
            if (const int byte = scanner_.next(); byte == '[' || byte == '{')
                elements(key, byte == '[' ? ']' : '}', byte == '{');
            else if (scanner_.value(value) && members_)
                members_({}, key, value);
        }
    }

    void elements(const std::string& list, char closing, bool named) {
        if (!named) lists_.push_back(list);
        list_ = list;
        number_ = 0;
        inside_ = true;
        scanner_.expect(named ? '{' : '[');
        for (; another(closing); ++number_) {
            std::string name;
            if (named) {
                if (scanner_.next() != '"')
                    throw JsonScanner::Broken{
                        fmt::format("{} stands where a name in quotes was expected", scanner_.found())};
                name = scanner_.text();
                scanner_.expect(':');
            }
            json value;
            const bool good = scanner_.value(value);
            if (++elements_ % kElementsALook == 0) {
                if (context_.stopped()) throw Stopped{};
                context_.report({"reading " + file_.filename().string(), source_.offset(), source_.size(), {}});
            }
            if (!good) lost();
            if (good) each_(list, number_, value);
            if (good && named && members_) members_(list, name, value);
        }
        inside_ = false;
    }

    // False at the closing bracket, which is taken. Commas are taken as they come.
    bool another(char closing) {
        source_.allow(kLongestValue);
        while (scanner_.next() == ',') source_.get();
        const int byte = scanner_.next();
        if (byte < 0) throw JsonScanner::Cut{};
        if (byte == closing)
            source_.get();
        else if (byte == '}' || byte == ']')
            throw JsonScanner::Broken{fmt::format("{} stands where \"{}\" was expected", scanner_.found(), closing)};
        return byte != closing;
    }

    // One that was left out is told even where the list is full of repaired ones.
    void lost() {
        if (notes_ > kNotesListed && !std::exchange(lost_, true))
            problems_.push_back({placeOf(file_, list_, number_), kLost});
    }

    void note(std::string why) {
        if (++notes_ > kNotesListed) return;
        problems_.push_back({inside_ ? placeOf(file_, list_, number_) : file_.string(), std::move(why)});
    }

    const std::filesystem::path& file_;
    JsonSource source_;
    const base::JobContext& context_;
    std::vector<Problem>& problems_;
    const EachElement& each_;
    const EachMember& members_;
    JsonScanner scanner_{source_, [this](std::string why) { note(std::move(why)); }};
    std::vector<std::string> lists_;
    std::string list_;
    bool inside_ = false, lost_ = false;
    std::size_t number_ = 0, elements_ = 0, notes_ = 0;
};

}  // namespace

base::Result<std::vector<std::string>> forEachElement(const std::filesystem::path& file,
                                                      const base::JobContext& context, std::vector<Problem>& problems,
                                                      const EachElement& each, const EachMember& members) {
    if (auto right = refuseForeign(file, "JSON"); !right) return base::pass(right);
    LEGENDA_TRY(source, JsonSource::open(file, problems));
    if (source->size() == 0) return base::fail(ErrorCode::BadInput, fmt::format("{} is empty.", file.string()));
    Walk walk(file, std::move(*source), context, problems, each, members);
    try {
        return walk.document();
    } catch (const Stopped&) {
        return base::JobContext::cancelled();
    } catch (const JsonSource::TooLong&) {
        const auto inside = walk.place();
        return tooLong(inside.empty() ? fmt::format("{}: what ends at byte {}", file.string(), walk.offset())
                                      : fmt::format("{}: {}", file.string(), inside),
                       kLongestValue);
    } catch (const JsonScanner::Cut&) {
        return base::fail(
            ErrorCode::BadInput,
            fmt::format("{} is truncated: it ends {}, at byte {}; nothing of it was used. Copy or download it "
                        "again.",
                        file.string(),
                        walk.place().empty() ? std::string("before its last bracket") : "within " + walk.place(),
                        walk.offset()));
    } catch (const JsonScanner::Broken& broken) {
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} is not JSON at byte {}: {}.", file.string(), walk.offset(), broken.why));
    }
}

base::Status forEachLine(const std::filesystem::path& file, const base::JobContext& context,
                         std::vector<Problem>& problems, const EachLine& each) {
    if (auto right = refuseForeign(file, "JSON"); !right) return right;
    auto source = JsonSource::open(file, problems);
    if (!source) return base::pass(source);
    if (source->size() == 0) return base::fail(ErrorCode::BadInput, fmt::format("{} is empty.", file.string()));
    std::size_t notes = 0;
    bool told = false;  // that a line was left out, behind a full list
    for (int number = 1; source->peek() >= 0; ++number) {
        if (static_cast<std::size_t>(number) % kElementsALook == 0) {
            if (context.stopped()) return base::JobContext::cancelled();
            context.report({"reading " + file.filename().string(), source->offset(), source->size(), {}});
        }
        std::string line;
        while (source->peek() >= 0 && source->peek() != '\n') {
            line += source->takeUntil("\n");
            if (static_cast<std::int64_t>(line.size()) > kLongestValue)
                return tooLong(place(file, number), kLongestValue);
        }
        source->get();
        if (trimmed(line).empty()) continue;
        const auto note = [&](std::string why) {
            if (++notes <= kNotesListed) problems.push_back({place(file, number), std::move(why)});
        };
        const auto lost = [&] {
            if (notes > kNotesListed && !std::exchange(told, true)) problems.push_back({place(file, number), kLost});
        };
        auto text = JsonSource::of(std::move(line));
        JsonScanner scanner(text, note);
        json value;
        try {
            if (!scanner.value(value)) {
                lost();
                continue;
            }
            if (scanner.next() >= 0) note(fmt::format("{} stands behind the end of the value", scanner.found()));
        } catch (const JsonScanner::Cut&) {
            note("is truncated: the line ends within a value; it was left out");
            lost();
            continue;
        }
        each(number, value);
    }
    if (notes > kNotesListed)
        problems.push_back(
            {file.string(), fmt::format("has {} more values that were repaired or left out", notes - kNotesListed)});
    return {};
}

base::Result<json> readDocument(const std::filesystem::path& file, std::vector<Problem>& problems) {
    if (auto right = refuseForeign(file, "JSON"); !right) return base::pass(right);
    auto source = JsonSource::open(file, problems);
    if (!source) return base::pass(source);
    if (source->size() > kLongestDocument) return tooLong(file.string(), kLongestDocument);
    std::string why;
    JsonScanner scanner(*source, [&](std::string note) {
        why = note;
        problems.push_back({file.string(), std::move(note)});
    });
    json value;
    try {
        if (scanner.value(value)) return value;
        return base::fail(ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), why));
    } catch (const JsonScanner::Cut&) {
        if (!why.empty()) return base::fail(ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), why));
        return base::fail(ErrorCode::BadInput,
                          source->size() == 0
                              ? fmt::format("{} is empty.", file.string())
                              : fmt::format("{} is truncated: it ends before its last bracket, at byte {}.",
                                            file.string(), source->offset()));
    }
}

std::string placeOf(const std::filesystem::path& file, const std::string& list, std::size_t number) {
    return fmt::format("{}: {}[{}]", file.string(), list, number);
}

std::string idOf(const json& element, const char* key) {
    if (!element.is_object()) return {};
    const auto found = element.find(key);
    if (found == element.end()) return {};
    if (found->is_number_integer()) return found->dump();
    if (found->is_number_float()) {
        constexpr double kExact = 9007199254740992.0;  // 2^53
        const double value = found->get<double>();
        if (!std::isfinite(value)) return {};
        return value == std::floor(value) && std::abs(value) <= kExact ? fmt::format("{:.0f}", value + 0.0)
                                                                       : found->dump();
    }
    return found->is_string() ? std::string(trimmed(found->get_ref<const std::string&>())) : std::string();
}

std::string textOf(const json& element, const char* key) {
    if (!element.is_object()) return {};
    const auto found = element.find(key);
    if (found == element.end() || !found->is_string()) return {};
    auto text = found->get<std::string>();
    std::ranges::replace_if(
        text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return std::string(trimmed(text));
}

std::optional<double> realOf(const json& value) {
    double number = 0;
    if (value.is_number()) {
        number = value.get<double>();
    } else if (value.is_string()) {
        const auto text = trimmed(value.get_ref<const std::string&>());
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
    } else {
        return {};
    }
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

int numberOf(const json& element, const char* key) {
    if (!element.is_object()) return 0;
    constexpr double kMost = 1e9;
    const auto found = element.find(key);
    const auto number = found == element.end() ? std::nullopt : realOf(*found);
    return number && std::abs(*number) <= kMost ? static_cast<int>(*number) : 0;
}

}  // namespace legenda::data
