// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"
#include "core/data/text_file.h"
#include "core/data/regions/csv_columns.h"
#include "core/data/regions/targets.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace legenda::data::regions {

namespace fs = std::filesystem;

namespace {

constexpr int kRowsALook = 1000;  // between two looks at the stop token

// "2024-01-02…", as times are kept; a spreadsheet turns them into its country's form.
bool isTime(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00";
    if (text.size() < kForm.size()) return false;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return true;
}

// One text per row; rows of one region_id are one region.
class RowReader {
 public:
    RowReader(const fs::path& file, const CsvColumns& columns, char separator, Feed& feed)
        : file_(file), columns_(columns), separator_(separator), feed_(feed) {}

    void read(const data::CsvRecord& row) {
        const std::string where = data::place(file_, row.line);
        if (row.open)
            return feed_.skip(where, "the file ends within a quoted field; nothing from this line on was read");
        // Spreadsheets add empty cells at the end of a row, or leave them out.
        const auto more =
            row.fields.begin() + static_cast<std::ptrdiff_t>(std::min(columns_.count(), row.fields.size()));
        if (std::any_of(more, row.fields.end(), [](const auto& field) { return !data::trimmed(field).empty(); }) ||
            !columns_.reaches(row.fields, Column::Text))
            return feed_.skip(where,
                              fmt::format("has {} fields, the header has {}", row.fields.size(), columns_.count()));
        const auto field = [&](Column column) {
            return std::string(data::trimmed(columns_.field(row.fields, column)));
        };
        Record record;
        record.where = where;
        record.image = data::nfc(field(Column::Image));
        record.annotator = field(Column::Annotator);
        record.id = field(Column::Id);
        record.split = field(Column::Split);
        record.createdAt = field(Column::CreatedAt);
        if (!record.createdAt.empty() && !isTime(record.createdAt)) {
            feed_.skip(where,
                       fmt::format("created_at \"{}\" is no time like 2024-01-31T12:00:00Z; the row was read without "
                                   "it",
                                   record.createdAt));
            record.createdAt.clear();
        }
        record.width = size(field(Column::ImageWidth));
        record.height = size(field(Column::ImageHeight));
        if (!readBox(row, record)) return;
        const auto text = columns_.field(row.fields, Column::Text);
        if (!data::trimmed(text).empty()) record.texts.push_back({std::string(text), {}});
        for (auto& [name, value] : columns_.others(row.fields)) record.keys[name] = value;
        feed_.give(std::move(record));
    }

 private:
    int size(const std::string& text) const {
        constexpr double kMost = 1e9;
        const double value = csvNumber(text, separator_).value_or(0);
        return value > 0 && value < kMost ? static_cast<int>(value) : 0;
    }

    // False: the row has been skipped.
    bool readBox(const data::CsvRecord& row, Record& record) {
        std::array<std::string, 4> sides;
        if (columns_.has(Column::Box)) {
            std::string all(columns_.field(row.fields, Column::Box));
            for (const char bracket : {'[', ']', '(', ')'}) std::erase(all, bracket);
            std::ranges::replace(all, ',', ' ');
            std::size_t at = 0;
            for (auto& side : sides) {
                at = std::min(all.find_first_not_of(' ', at), all.size());
                const auto end = std::min(all.find(' ', at), all.size());
                side = all.substr(at, end - at);
                at = end;
            }
        } else {
            const bool corners = columns_.has(Column::Right);
            const std::array of{Column::X, Column::Y, corners ? Column::Right : Column::Width,
                                corners ? Column::Bottom : Column::Height};
            for (std::size_t i = 0; i < of.size(); ++i)
                sides.at(i) = data::trimmed(columns_.field(row.fields, of.at(i)));
        }
        if (std::ranges::all_of(sides, [](const auto& side) { return side.empty(); })) return true;
        std::array<double, 4> numbers{};
        for (std::size_t i = 0; i < sides.size(); ++i) {
            const auto number = csvNumber(sides.at(i), separator_);
            if (!number) {
                feed_.skip(record.where, fmt::format("x, y, width and height must be numbers, found \"{}\"",
                                                     fmt::join(sides, "\", \"")));
                return false;
            }
            numbers.at(i) = *number;
        }
        if (columns_.has(Column::Right)) {
            numbers[2] -= numbers[0];
            numbers[3] -= numbers[1];
        }
        record.box = base::Box{numbers[0], numbers[1], numbers[2], numbers[3]};
        return true;
    }

    const fs::path& file_;
    const CsvColumns& columns_;
    char separator_;
    Feed& feed_;
};

class CsvFormat final : public FileFormat {
 public:
    std::string name() const override { return "csv"; }
    std::string title() const override { return "CSV"; }
    std::string extension() const override { return ".csv"; }

    bool recognises(const Look& look) const override {
        const auto first = look.head.find_first_not_of(" \t\r\n");
        if (look.folder || first == std::string::npos || look.head[first] == '{' || look.head[first] == '[' ||
            look.head[first] == '<')
            return false;
        const auto form = data::csvForm(look.head);
        const auto rows = data::parseCsv(form.header, form.separator);
        return form.separator != 0 && !rows.empty() && CsvColumns(rows.front().fields).suffices();
    }

    base::Status read(const fs::path& file, Feed& feed) const override {
        auto table = data::CsvFile::open(file, feed.problems());
        if (!table) return base::pass(table);
        const auto wrong = [&](const std::string& why) {
            return base::fail(
                base::ErrorCode::BadInput,
                fmt::format("{}: {}; expected is {} or at least image_file, x, y, width, height and text.",
                            file.string(), why, fmt::join(kOwnColumns, ",")));
        };
        data::CsvRecord row;
        if (!table->next(row)) return wrong("has no line");
        if (table->separator() == 0)
            return wrong(
                fmt::format("no separator of columns was found in line {} (comma, semicolon, tab or bar)", row.line));
        const CsvColumns columns(row.fields);
        if (!columns.suffices())
            return wrong(fmt::format("the header in line {} lacks {}", row.line, columns.missing()));
        RowReader reader(file, columns, table->separator(), feed);
        for (int rows = 1; table->next(row); ++rows) {
            if (rows % kRowsALook == 0) {
                if (feed.job().stopped()) return base::JobContext::cancelled();
                feed.job().report({"reading " + file.filename().string(), table->offset(), table->size(), {}});
            }
            reader.read(row);
        }
        return {};
    }

    std::vector<std::string> losses(const Survey& survey) const override { return lossesOf(title(), {}, survey); }

 protected:
    base::Status writeTo(const Source& source, std::ostream& out) const override {
        out << fmt::format("{}", fmt::join(kOwnColumns, ","));
        for (const auto& key : source.survey.keys) out << ',' << data::csvField(key);
        out << "\r\n";
        return source.forEachImage([&](const Image& image, const std::vector<Record>& records) {
            for (const auto& record : records)
                for (std::size_t i = 0; i < std::max<std::size_t>(1, record.texts.size()); ++i)
                    out << rowOf(image, record, i, source.survey.keys);
            return base::Status();
        });
    }

 private:
    static std::string rowOf(const Image& image, const Record& record, std::size_t text,
                             const std::set<std::string>& keys) {
        const Text own = text < record.texts.size() ? record.texts[text] : Text{};
        const auto& annotator = own.annotator.empty() ? record.annotator : own.annotator;
        const std::string size = image.width > 0 ? fmt::format("{},{}", image.width, image.height) : ",";
        const auto& box = record.box;
        std::string row = fmt::format(
            "{},{},{},{},{},{},{},{}", data::csvField(image.name), size, data::csvField(annotator),
            data::csvField(record.id), box ? fmt::format("{},{},{},{}", box->x, box->y, box->w, box->h) : ",,,",
            data::csvField(own.text), data::csvField(record.createdAt), data::csvField(image.split));
        for (const auto& key : keys) row += ',' + data::csvField(plainText(record.keys, key.c_str()));
        return row + "\r\n";
    }
};

}  // namespace

FormatPtr make_csv() {
    return std::make_unique<CsvFormat>();
}

}  // namespace legenda::data::regions
