// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"

#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace legenda::data {

namespace {

// Reads one record from anything with peek(ahead) and get(), which give -1 behind the end. False: there is none left.
template <class Source>
bool readRecord(Source& source, char separator, bool lineFeeds, int& line, CsvRecord& record) {
    record = {line, {}, false};
    std::string field;
    bool quoted = false, wasQuoted = false;
    const auto endField = [&] {
        record.fields.push_back(std::move(field));
        field.clear();
        wasQuoted = false;
    };
    const auto isEmpty = [&] { return record.fields.empty() && field.empty() && !wasQuoted; };
    for (int byte = source.get(); byte >= 0; byte = source.get()) {
        const char c = static_cast<char>(byte);
        if (quoted) {
            if (c == '"' && source.peek(0) != '"') {
                quoted = false;
                // Programs that separate by tabs write quotes as they are: the field began with one of its own.
                const int next = source.peek(0);
                if (separator == '\t' && next >= 0 && next != '\t' && next != '\n' && next != '\r')
                    field = '"' + field + '"';
                continue;
            }
            if (c == '"') source.get();
            if (c == '\n' || (c == '\r' && !lineFeeds)) ++line;
            field += c;
        } else if (c == '"' && field.empty() && !wasQuoted) {
            quoted = wasQuoted = true;
        } else if (c == separator) {
            endField();
        } else if (c == '\n' || (c == '\r' && (!lineFeeds || source.peek(0) == '\n'))) {
            if (c == '\r' && lineFeeds) source.get();
            ++line;
            if (isEmpty()) {
                record.line = line;
                continue;
            }
            endField();
            return true;
        } else {
            field += c;
        }
    }
    record.open = quoted;
    if (isEmpty()) return false;
    endField();
    return true;
}

class TextSource {
 public:
    explicit TextSource(std::string_view text) : text_(text) {}
    int peek(std::size_t ahead) const {
        return next_ + ahead < text_.size() ? static_cast<unsigned char>(text_[next_ + ahead]) : -1;
    }
    int get() {
        const int byte = peek(0);
        if (byte >= 0) ++next_;
        return byte;
    }

 private:
    std::string_view text_;
    std::size_t next_ = 0;
};

}  // namespace

std::vector<CsvRecord> parseCsv(std::string_view text, char separator) {
    TextSource source(text);
    const bool lineFeeds = text.find('\n') != std::string_view::npos;
    int line = 1;
    std::vector<CsvRecord> records;
    for (CsvRecord record; readRecord(source, separator, lineFeeds, line, record);)
        records.push_back(std::move(record));
    return records;
}

base::Result<CsvFile> CsvFile::open(const std::filesystem::path& file, std::vector<Problem>& problems) {
    auto source = JsonSource::open(file, problems);
    if (!source) return base::pass(source);
    if (source->peek() < 0) return base::fail(base::ErrorCode::BadInput, fmt::format("{} is empty.", file.string()));
    CsvFile table(file, std::move(*source), problems);
    constexpr std::size_t kLooked = 4096;
    std::string head;
    for (int byte = table.source_.peek(); byte >= 0 && head.size() < kLooked; byte = table.source_.peek(head.size()))
        head += static_cast<char>(byte);
    const CsvForm form = csvForm(head);
    table.separator_ = form.separator;
    table.source_.skip(form.start);
    table.line_ += form.start > 0 ? 1 : 0;
    table.lineFeeds_ = head.find('\n') != std::string::npos || head.find('\r') == std::string::npos;
    return table;
}

bool CsvFile::next(CsvRecord& record) {
    if (!readRecord(source_, separator_, lineFeeds_, line_, record)) return false;
    for (auto& field : record.fields) {
        std::erase(field, '\0');
        if (isUtf8(field)) continue;
        field = repairedUtf8(field);
        if (!std::exchange(repaired_, true))
            problems_.push_back({place(file_, record.line),
                                 "is no UTF-8 from here on; what is none was read as Windows-1252 (Latin-1)"});
    }
    return true;
}

CsvForm csvForm(std::string_view text) {
    CsvForm form;
    const auto lineAt = [&](std::size_t start) {
        return text.substr(start, text.find_first_of("\r\n", start) - start);
    };
    std::string_view first = lineAt(0);
    if (first.starts_with('"') && first.ends_with('"') && first.size() > 1) first = first.substr(1, first.size() - 2);
    if (first.size() == 5 && (first.starts_with("sep=") || first.starts_with("SEP="))) {
        form.separator = first.back();
        form.start = std::min(text.size(), text.find_first_not_of("\r\n", lineAt(0).size()));
    }
    form.header = lineAt(form.start);
    if (form.separator != 0) return form;
    std::ptrdiff_t most = 0;
    for (const char separator : {',', ';', '\t', '|'})
        if (const auto count = std::ranges::count(form.header, separator); count > most) {
            most = count;
            form.separator = separator;
        }
    return form;
}

std::string csvField(std::string_view text) {
    const bool edgeSpace = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!edgeSpace && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string field = "\"";
    for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
    return field + '"';
}

}  // namespace legenda::data
