// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"
#include "core/data/snippet_format.h"
#include "core/data/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <ostream>

namespace legenda::data::snippets {

namespace {

constexpr std::array<const char*, 12> kColumns{"image_file", "image_width", "image_height", "annotator", "region_id",
                                               "x",          "y",           "width",        "height",    "text",
                                               "created_at", "split"};
enum Column { ImageFile, ImageWidth, ImageHeight, Annotator, RegionId, X, Y, Width, Height, Text, CreatedAt, Split };

// Where commas do not separate fields, they are what a spreadsheet of most of Europe writes for the decimal point.
std::optional<double> number(std::string_view text, char separator) {
    std::string plain(trimmed(text));
    if (separator != ',' && std::ranges::count(plain, ',') == 1 && plain.find('.') == std::string::npos)
        std::ranges::replace(plain, ',', '.');
    if (plain.starts_with('+')) plain.erase(0, 1);
    double value = 0;
    const auto [end, failure] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (plain.empty() || failure != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return value;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

// "2024-01-02…", as times are kept; a spreadsheet turns them into its country's form.
bool isTime(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00";
    if (text.size() < kForm.size()) return false;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return true;
}

// One text per row; rows of one region_id are one region.
class CsvReader {
 public:
    CsvReader(const std::filesystem::path& file, char separator, Content& content)
        : file_(file), separator_(separator), content_(content) {}

    base::Status checkHeader(const CsvRecord& header) {
        for (std::size_t i = 0; i < header.fields.size(); ++i) at_.emplace(lowerCase(trimmed(header.fields[i])), i);
        fields_ = header.fields.size();
        std::vector<std::string> missing;
        for (const char* column : kColumns)
            if (!at_.contains(column)) missing.emplace_back(column);
        if (missing.empty()) return {};
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("{}: the header lacks {}; expected is {}.", place(file_, header.line),
                                      fmt::join(missing, ", "), fmt::join(kColumns, ",")));
    }

    void readRow(const CsvRecord& row) {
        const std::string where = place(file_, row.line);
        if (row.open) return skip(where, "the file ends within a quoted field; nothing from this line on was read");
        // Spreadsheets add empty cells at the end of a row, or leave them out.
        const bool more =
            std::any_of(row.fields.begin() + static_cast<std::ptrdiff_t>(std::min(fields_, row.fields.size())),
                        row.fields.end(), [](const auto& field) { return !trimmed(field).empty(); });
        if (more || row.fields.size() <= at_.at(kColumns[Text]))
            return skip(where, fmt::format("has {} fields, the header has {}", row.fields.size(), fields_));
        const auto field = [&](Column column) {
            const auto at = at_.at(kColumns[column]);
            return at < row.fields.size() ? row.fields[at] : std::string();
        };
        const auto number = [&](const std::string& text) { return snippets::number(text, separator_); };
        Item item;
        item.where = where;
        item.image = nfc(std::string(trimmed(field(ImageFile))));
        item.annotator = trimmed(field(Annotator));
        item.id = trimmed(field(RegionId));
        const auto created = field(CreatedAt);
        item.createdAt = trimmed(created);
        if (!item.createdAt.empty() && !isTime(item.createdAt)) {
            skip(where,
                 fmt::format("created_at \"{}\" is not a time like 2024-01-31T12:00:00Z; the row was read without it",
                             item.createdAt));
            item.createdAt.clear();
        }
        item.split = trimmed(field(Split));
        item.width = static_cast<int>(number(field(ImageWidth)).value_or(0));
        item.height = static_cast<int>(number(field(ImageHeight)).value_or(0));
        const std::array sides{X, Y, Width, Height};
        item.hasBox = std::ranges::any_of(sides, [&](Column side) { return !trimmed(field(side)).empty(); });
        if (item.hasBox) {
            const auto x = number(field(X)), y = number(field(Y)), w = number(field(Width)), h = number(field(Height));
            if (!x || !y || !w || !h)
                return skip(where,
                            fmt::format("x, y, width and height must be numbers, found \"{}\", \"{}\", \"{}\", \"{}\"",
                                        field(X), field(Y), field(Width), field(Height)));
            item.box = {*x, *y, *w, *h};
        }
        if (!trimmed(field(Text)).empty()) {
            item.texts.push_back(field(Text));
            item.textAnnotators.push_back(item.annotator);
        }
        if (auto why = itemProblem(item); !why.empty()) return skip(where, std::move(why));
        add(std::move(item));
    }

 private:
    void add(Item item) {
        // Rows without an id belong together when they have the same box and annotator.
        const std::string key = item.id.empty()
                                    ? fmt::format("{}\n\n{}\n{} {} {} {} {}", item.image, item.annotator, item.hasBox,
                                                  item.box.x, item.box.y, item.box.w, item.box.h)
                                    : fmt::format("{}\n{}", item.image, item.id);
        const auto [entry, isNew] = known_.emplace(key, content_.items.size());
        if (isNew) return content_.items.push_back(std::move(item));
        Item& region = content_.items[entry->second];
        if (region.hasBox != item.hasBox || !(region.box == item.box))
            return skip(item.where,
                        fmt::format("region {} of {} has another box than in {}", item.id, item.image, region.where));
        std::ranges::move(item.texts, std::back_inserter(region.texts));
        std::ranges::move(item.textAnnotators, std::back_inserter(region.textAnnotators));
    }

    void skip(std::string where, std::string why) { content_.skipped.push_back({std::move(where), std::move(why)}); }

    const std::filesystem::path& file_;
    char separator_;
    Content& content_;
    std::map<std::string, std::size_t> at_;
    std::map<std::string, std::size_t> known_;
    std::size_t fields_ = 0;
};

class CsvFormat final : public Format {
 public:
    std::string format() const override { return "csv"; }
    std::string extension() const override { return ".csv"; }

    bool recognises(std::string_view head) const override {
        const auto header = lowerCase(csvForm(head).header);
        return header.find("image_file") != std::string::npos && header.find('{') == std::string::npos;
    }

    base::Result<Content> read(const std::filesystem::path& file) const override {
        Content content;
        LEGENDA_TRY(text, readText(file, content.skipped));
        const CsvForm form = csvForm(*text);
        if (form.separator == 0 && !form.header.empty())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}:1: no separator of columns was found (comma, semicolon, tab or bar); the "
                                          "header {} was expected.",
                                          file.string(), fmt::join(kColumns, ",")));
        auto rows = parseCsv(std::string_view(*text).substr(form.start), form.separator);
        for (auto& row : rows) row.line += form.start > 0 ? 1 : 0;
        if (rows.empty())
            return base::fail(base::ErrorCode::BadInput, fmt::format("{} is empty; the header {} was expected.",
                                                                     file.string(), fmt::join(kColumns, ",")));
        CsvReader reader(file, form.separator, content);
        if (auto header = reader.checkHeader(rows.front()); !header) return base::pass(header);
        for (std::size_t i = 1; i < rows.size(); ++i) reader.readRow(rows[i]);
        return content;
    }

    base::Status write(const std::vector<Item>& items, std::ostream& out) const override {
        out << fmt::format("{}\r\n", fmt::join(kColumns, ","));
        for (const auto& item : items) {
            const std::size_t rows = std::max<std::size_t>(1, item.texts.size());
            for (std::size_t i = 0; i < rows; ++i) {
                const std::string annotator = i < item.textAnnotators.size() ? item.textAnnotators[i] : item.annotator;
                const std::string size = item.width > 0 ? fmt::format("{},{}", item.width, item.height) : ",";
                const std::string box =
                    item.hasBox ? fmt::format("{},{},{},{}", item.box.x, item.box.y, item.box.w, item.box.h) : ",,,";
                out << fmt::format("{},{},{},{},{},{},{},{}\r\n", csvField(item.image), size, csvField(annotator),
                                   csvField(item.id), box, csvField(i < item.texts.size() ? item.texts[i] : ""),
                                   csvField(item.createdAt), csvField(item.split));
            }
        }
        return {};
    }
};

}  // namespace

FormatPtr make_csv() {
    return std::make_unique<CsvFormat>();
}

}  // namespace legenda::data::snippets
