// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"

#include <algorithm>

namespace legenda::data {

namespace {

class CsvParser {
 public:
    CsvParser(std::string_view text, char separator)
        : text_(text), separator_(separator), lineFeeds_(text.find('\n') != std::string_view::npos) {}

    std::vector<CsvRecord> parse() {
        for (std::size_t i = 0; i < text_.size(); ++i) {
            const char c = text_[i];
            const bool doubled = c == '"' && i + 1 < text_.size() && text_[i + 1] == '"';
            if (quoted_) {
                if (doubled)
                    ++i;
                else if (c == '"') {
                    quoted_ = false;
                    continue;
                }
                if (c == '\n') ++line_;
                field_ += c;
            } else if (c == '"' && field_.empty() && !wasQuoted_) {
                quoted_ = wasQuoted_ = true;
            } else if (c == separator_) {
                endField();
            } else if (c == '\n' || (c == '\r' && !lineFeeds_) ||
                       (c == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n')) {
                if (c == '\r' && lineFeeds_) ++i;
                endRecord();
                record_.line = ++line_;
            } else {
                field_ += c;
            }
        }
        record_.open = quoted_;
        endRecord();
        return std::move(records_);
    }

 private:
    void endField() {
        record_.fields.push_back(std::move(field_));
        field_.clear();
        wasQuoted_ = false;
    }
    void endRecord() {
        const bool empty = record_.fields.empty() && field_.empty() && !wasQuoted_;
        endField();
        if (!empty) records_.push_back(std::move(record_));
        record_ = {};
    }

    std::string_view text_;
    char separator_;
    bool lineFeeds_;
    int line_ = 1;
    bool quoted_ = false, wasQuoted_ = false;
    std::string field_;
    CsvRecord record_{1, {}, false};
    std::vector<CsvRecord> records_;
};

}  // namespace

std::vector<CsvRecord> parseCsv(std::string_view text, char separator) {
    return CsvParser(text, separator).parse();
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
