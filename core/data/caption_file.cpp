// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/caption_file.h"

#include "core/data/csv_table.h"
#include "core/data/foreign_files.h"
#include "core/data/name_index.h"
#include "core/data/table_columns.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kLooked = 20;  // lines from which the form is recognised
constexpr std::size_t kStopCheckEvery = 1024;

// "4", or "4.0" as spreadsheets and Pandas write it.
std::optional<int> wholeNumber(std::string_view text) {
    text = trimmed(text);
    if (text.ends_with(".0")) text.remove_suffix(2);
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

std::string splitNamed(std::string_view text) {
    std::string name(trimmed(text));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto& [begins, split] :
         {std::pair{"train", "train"}, {"restval", "train"}, {"val", "dev"}, {"dev", "dev"}, {"test", "test"}})
        if (name.starts_with(begins)) return split;
    return {};
}

// ["one", 'two'] as JSON or Python write a list of texts in a field; the text itself otherwise.
std::vector<std::string> textsOfField(std::string_view field) {
    const auto text = trimmed(field);
    if (!text.starts_with('[') || !text.ends_with(']')) return {std::string(text)};
    std::vector<std::string> texts;
    for (std::size_t at = 1; at + 1 < text.size();) {
        const char quote = text[at];
        if (quote != '"' && quote != '\'') {
            if (quote != ',' && quote != ' ' && quote != '\n') return {std::string(text)};
            ++at;
            continue;
        }
        std::string one;
        for (++at; at < text.size() && text[at] != quote; ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            one += text[at];
        }
        if (at++ >= text.size()) return {std::string(text)};
        texts.push_back(std::move(one));
    }
    return texts;
}

// Where the caption begins in "NAME.jpg#0 caption" or "NAME.jpg caption"; npos: nowhere.
std::size_t captionAfterSpace(std::string_view line) {
    for (auto space = line.find(' '); space != std::string_view::npos; space = line.find(' ', space + 1)) {
        const auto key = line.substr(0, space);
        const auto hash = key.rfind('#');
        if (looksLikeImage(std::string(key)) ||
            (hash != std::string_view::npos && hash > 0 && wholeNumber(key.substr(hash + 1))))
            return space;
    }
    return std::string_view::npos;
}

// Some programs write a quote within quotes as \" instead of "": the former has no meaning in a table where more of the
// field follows.
std::string withDoubledQuotes(std::string text, char separator) {
    for (auto at = text.find("\\\""); at != std::string::npos; at = text.find("\\\"", at + 2)) {
        const auto ends = [&](std::size_t place) {
            return place >= text.size() || text[place] == separator || text[place] == '\n';
        };
        const bool closing = at + 2 < text.size() && text[at + 2] == '"';
        if (closing ? ends(at + 3) : !ends(at + 2)) text[at] = '"';
    }
    return text;
}

bool isToken(std::string_view line) {
    const auto tab = line.find('\t');
    const auto end = tab == std::string_view::npos ? captionAfterSpace(line) : tab;
    if (end == std::string_view::npos) return false;
    const auto key = trimmed(line.substr(0, end));
    const auto hash = key.rfind('#');
    return hash != std::string_view::npos && hash > 0 && key.find(',') == std::string_view::npos &&
           wholeNumber(key.substr(hash + 1)).has_value();
}

class CaptionFile {
 public:
    CaptionFile(const fs::path& file, const base::JobContext& context, std::vector<Problem>& problems,
                const std::function<void(CaptionRow&&)>& each)
        : file_(file), context_(context), problems_(problems), each_(each) {}

    base::Status read() {
        if (auto right = refuseForeign(file_, "a list of captions"); !right) return right;
        LEGENDA_TRY(lines, readLines(file_, problems_));
        lines_ = std::move(*lines);
        std::vector<std::size_t> filled;
        for (std::size_t i = 0; i < lines_.size() && filled.size() < kLooked; ++i)
            if (!trimmed(lines_[i].text).empty()) filled.push_back(i);
        // Excel's first line names the separator.
        if (!filled.empty() && lines_[filled.front()].text.size() == 5 &&
            lines_[filled.front()].text.starts_with("sep="))
            filled.erase(filled.begin());
        if (filled.empty()) return base::fail(ErrorCode::BadInput, fmt::format("{} is empty.", file_.string()));
        if (std::ranges::any_of(filled, [&](std::size_t i) { return isToken(lines_[i].text); })) return tokens();
        const std::size_t first = filled.front();
        auto columns = findColumns(lines_[first].text, filled.size() > 1 ? lines_[filled[1]].text : std::string_view());
        if (!columns) return tokens();
        columns_ = std::move(*columns);
        if (columns_.guessed)
            problem(first, fmt::format("has no known column names; column {} was read as the images, column {} "
                                       "as the captions",
                                       columns_.image + 1, columns_.captions.front() + 1));
        return table(first + (columns_.header ? 1 : 0));
    }

 private:
    base::Status tokens() {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (i % kStopCheckEvery == 0 && context_.stopped()) return base::JobContext::cancelled();
            if (!trimmed(lines_[i].text).empty()) token(i);
        }
        return {};
    }

    void token(std::size_t i) {
        const std::string_view line = lines_[i].text;
        const auto tab = line.find('\t');
        const auto end = tab == std::string_view::npos ? captionAfterSpace(line) : tab;
        if (end == std::string_view::npos) return problem(i, "has no tab between image and caption");
        CaptionRow row;
        row.image = trimmed(line.substr(0, end));
        const auto hash = row.image.rfind('#');
        if (hash != std::string::npos && hash > 0) row.number = wholeNumber(row.image.substr(hash + 1));
        if (row.number)
            row.image.resize(hash);
        else if (!looksLikeImage(row.image))
            return problem(i, fmt::format("\"{}\" is not of the form NAME#K", row.image));
        row.captions.emplace_back(line.substr(end + 1));
        give(i, std::move(row));
    }

    base::Status table(std::size_t from) {
        const char separator = columns_.separator;
        const bool quotes = separator == ',' || separator == ';';
        for (std::size_t i = from; !quotes && i < lines_.size(); ++i) {
            if (i % kStopCheckEvery == 0 && context_.stopped()) return base::JobContext::cancelled();
            if (trimmed(lines_[i].text).empty()) continue;
            auto fields = splitPlain(lines_[i].text, separator, columns_.count);
            for (auto& field : fields)
                if (const auto text = trimmed(field); text.size() > 1 && text.starts_with('"') && text.ends_with('"'))
                    if (auto unquoted = parseCsv(text, separator);
                        unquoted.size() == 1 && unquoted[0].fields.size() == 1)
                        field = unquoted[0].fields[0];
            record(i, std::move(fields));
        }
        while (quotes && from < lines_.size()) {
            if (context_.stopped()) return base::JobContext::cancelled();
            from = quoted(from);
        }
        return {};
    }

    // Reads records whose fields may be quoted, up to a quote that is never closed or that swallows other lines;
    // returns the line behind that one.
    std::size_t quoted(std::size_t from) {
        std::string text;
        for (std::size_t i = from; i < lines_.size(); ++i) text.append(lines_[i].text).append("\n");
        for (auto& one : parseCsv(withDoubledQuotes(std::move(text), columns_.separator), columns_.separator)) {
            const std::size_t i = from + static_cast<std::size_t>(one.line) - 1;
            if (one.open || swallows(one)) {
                problem(i, "has a quote that is not closed; the line was read literally");
                auto fields = splitPlain(lines_[i].text, columns_.separator, columns_.count);
                for (auto& field : fields)
                    if (field.starts_with('"')) field.erase(0, 1);
                record(i, std::move(fields));
                return i + 1;
            }
            record(i, std::move(one.fields));
        }
        return lines_.size();
    }

    // True where a field that is quoted holds lines that are records themselves.
    bool swallows(const CsvRecord& one) const {
        for (const auto& field : one.fields)
            for (auto end = field.find('\n'); end != std::string::npos; end = field.find('\n', end + 1)) {
                const auto line = std::string_view(field).substr(end + 1);
                const auto name = line.substr(0, line.find(columns_.separator));
                if (name.size() < line.size() && looksLikeImage(std::string(trimmed(name)))) return true;
            }
        return false;
    }

    void record(std::size_t i, std::vector<std::string> fields) {
        if (std::ranges::all_of(fields, [](const auto& field) { return trimmed(field).empty(); })) return;
        if (fields.size() < columns_.count && !withoutSecondBar(i, fields)) return problem(i, "has no caption");
        while (fields.size() > columns_.count && trimmed(fields.back()).empty()) fields.pop_back();
        if (const std::size_t more = fields.size() - columns_.count; more > 0) {
            if (columns_.captions.size() > 1)
                return problem(i,
                               fmt::format("has {} fields where there are {} columns", fields.size(), columns_.count));
            // Commas in a caption that is not quoted.
            auto caption = fields.begin() + static_cast<std::ptrdiff_t>(columns_.captions.front());
            for (std::size_t joined = 1; joined <= more; ++joined)
                *caption += columns_.separator + caption[static_cast<std::ptrdiff_t>(joined)];
            fields.erase(caption + 1, caption + 1 + static_cast<std::ptrdiff_t>(more));
        }
        CaptionRow row;
        row.image = trimmed(fields[columns_.image]);
        if (row.image.empty()) return problem(i, "names no image");
        if (columns_.number) {
            row.number = wholeNumber(fields[*columns_.number]);
            if (!row.number) problem(i, "has no caption number; it was read nevertheless");
        }
        if (columns_.split) row.split = splitNamed(fields[*columns_.split]);
        for (const std::size_t column : columns_.captions)
            for (auto& text : textsOfField(fields[column])) row.captions.push_back(std::move(text));
        if (row.captions.size() > 1) {
            row.number.reset();
            std::erase_if(row.captions, [](const auto& text) { return trimmed(text).empty(); });
        }
        give(i, std::move(row));
    }

    // One line of Flickr30k's results.csv lacks its second bar: "NAME.jpg| 4   A dog runs".
    bool withoutSecondBar(std::size_t i, std::vector<std::string>& fields) {
        if (columns_.separator != '|' || !columns_.number || fields.size() + 1 != columns_.count ||
            *columns_.number + 1 != fields.size() || columns_.captions.back() != fields.size())
            return false;
        const std::string text(trimmed(fields.back()));
        const auto end = text.find_first_not_of("0123456789");
        if (end == 0 || end == std::string::npos) return false;
        problem(i, "has no bar before its caption; it was read nevertheless");
        fields.back() = text.substr(0, end);
        fields.push_back(text.substr(end));
        return true;
    }

    void give(std::size_t i, CaptionRow row) {
        row.where = place(file_, lines_[i].number);
        each_(std::move(row));
    }
    void problem(std::size_t i, std::string why) {
        problems_.push_back({place(file_, lines_[i].number), std::move(why)});
    }

    const fs::path& file_;
    const base::JobContext& context_;
    std::vector<Problem>& problems_;
    const std::function<void(CaptionRow&&)>& each_;
    std::vector<Line> lines_;
    TableColumns columns_;
};

}  // namespace

base::Status readCaptionFile(const fs::path& file, const base::JobContext& context, std::vector<Problem>& problems,
                             const std::function<void(CaptionRow&&)>& each) {
    return CaptionFile(file, context, problems, each).read();
}

}  // namespace legenda::data
