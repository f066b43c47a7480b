// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/data/json_stream.h"
#include "core/data/npy.h"
#include "core/data/predictions/format.h"
#include "core/data/predictions/similarity_ids.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::data::predictions {

namespace fs = std::filesystem;
using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr std::size_t kNumbersAtOnce = 4 << 20;  // of a .npy
constexpr float kLowestScore = -std::numeric_limits<float>::infinity();

// JSON lines as `evaluate retrieval --predictions` writes them: first the sentences, then an image a line.
class SimilarityLines {
 public:
    SimilarityLines(const fs::path& file, Feed& feed) : file_(file), feed_(feed) {}

    base::Status read() {
        auto done = eachLine(file_, feed_, [&](const json& line, const std::string& where) {
            if (headed_)
                image(line, where);
            else
                sentences(line, where);
        });
        if (done && !headed_ && feed_.faultCount() == 0)
            return base::fail(ErrorCode::BadInput, fmt::format("{} is empty.", file_.string()));
        return done;
    }

 private:
    void sentences(const json& line, const std::string& where) {
        headed_ = true;
        const auto& list = regions::member(line, "sentences");
        if (!list.is_array())
            return feed_.fault(where, "is not {\"sentences\": [\"image#number\", …]}, the first line");
        std::vector<SentenceId> columns;
        for (const auto& id : list) {
            columns.push_back(sentenceOf(id.is_string() ? id.get<std::string>() : std::string(), where));
            if (columns.back().number < 0)
                return feed_.fault(where, fmt::format("has sentence {} that is not \"image#number\": {}",
                                                      columns.size(), regions::shown(id)));
        }
        count_ = columns.size();
        feed_.give(columns);
    }

    void image(const json& line, const std::string& where) {
        regions::Record image;
        image.where = where;
        if (!imageOf(line, {"image", "file_name"}, image)) return feed_.fault(where, "has no \"image\"");
        if (const auto& why = regions::member(line, "skipped"); why.is_string()) {
            Prediction none;
            none.image = std::move(image);
            none.skipped = true;
            none.text = why.get<std::string>();
            return feed_.give(std::move(none));
        }
        const auto& scores = regions::member(line, "scores");
        if (!scores.is_array() || scores.size() != count_)
            return feed_.fault(
                where, fmt::format("has {} scores for {} sentences", scores.is_array() ? scores.size() : 0, count_));
        std::vector<float> row;
        row.reserve(count_);
        for (const auto& score : scores) {
            const bool lowest = score.is_null() || score == -std::numeric_limits<double>::infinity();
            const auto number = lowest ? std::nullopt : data::realOf(score);
            if (!lowest && (!number || std::abs(*number) > std::numeric_limits<float>::max()))
                return feed_.fault(where, fmt::format("has score {} that is no finite number: {}", row.size() + 1,
                                                      regions::shown(score)));
            row.push_back(number ? static_cast<float>(*number) : kLowestScore);
        }
        feed_.give(image, row);
    }

    const fs::path& file_;
    Feed& feed_;
    bool headed_ = false;
    std::size_t count_ = 0;
};

class SimilarityFormat final : public Format {
 public:
    std::string name() const override { return "similarity"; }
    std::string title() const override { return "Similarity matrix"; }
    Kind kind() const override { return Kind::Similarity; }
    std::vector<std::string> extensions() const override { return {".jsonl", ".npy"}; }

    bool recognises(const regions::Look& look) const override {
        return look.head.starts_with("\x93NUMPY") || look.has("sentences[]");
    }

    base::Status read(const Input& input, Feed& feed) const override {
        if (!isNumpy(input.file)) return SimilarityLines(input.file, feed).read();
        LEGENDA_TRY(matrix, data::NpyMatrix::open(input.file));
        LEGENDA_TRY(ids, readSimilarityIds(input, feed.job()));
        if (ids->images.size() != matrix->rows() || ids->sentences.size() != matrix->cols())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} has {} rows and {} columns, and {} names {} images and {} {} sentences.",
                                          input.file.string(), matrix->rows(), matrix->cols(), ids->imagesFile.string(),
                                          ids->images.size(), ids->sentencesFile.string(), ids->sentences.size()));
        feed.give(ids->sentences);
        return readRows(*matrix, *ids, feed);
    }

    // A .npy with the ids beside it or, of any other name, JSON lines.
    base::Status write(const Source& source, const fs::path& target) const override {
        if (target.extension() == ".npy") return writeNumpy(source, target);
        return base::writeFileAtomically(
            target,
            [&](std::ostream& out) {
                out << regions::dumped({{"sentences", source.sentences}}) << '\n';
                return source.forEachRow([&](const std::string& image, std::span<const float> scores) {
                    out << "{\"image\":" << regions::dumped(image) << ",\"scores\":[";
                    const char* between = "";
                    for (const float score : scores) {
                        // The shortest decimal that reads back as the same float.
                        if (std::isfinite(score))
                            fmt::print(out, "{}{}", between, score);
                        else
                            out << between << "null";
                        between = ",";
                    }
                    out << "]}\n";
                    return base::Status();
                });
            },
            source.stop);
    }

 private:
    static bool isNumpy(const fs::path& file) { return base::headOf(file, 6) == "\x93NUMPY"; }

    static base::Status readRows(data::NpyMatrix& matrix, const SimilarityIds& ids, Feed& feed) {
        const std::size_t block = std::max<std::size_t>(1, kNumbersAtOnce / std::max<std::size_t>(1, matrix.cols()));
        std::vector<double> values;
        std::vector<float> row(matrix.cols());
        for (std::size_t first = 0; first < matrix.rows(); first += block) {
            if (feed.job().stopped()) return base::JobContext::cancelled();
            feed.job().report({"reading " + matrix.file().filename().string(),
                               static_cast<std::int64_t>(first),
                               static_cast<std::int64_t>(matrix.rows()),
                               {}});
            const std::size_t count = std::min(block, matrix.rows() - first);
            LEGENDA_TRY(read, matrix.read(first, count, values));
            for (std::size_t r = 0; r < count; ++r) {
                const auto from = values.begin() + static_cast<std::ptrdiff_t>(r * matrix.cols());
                const auto wrong = std::find_if(from, from + static_cast<std::ptrdiff_t>(matrix.cols()), [](double v) {
                    // Minus infinity is a score: the lowest.
                    return std::isnan(v) || v > std::numeric_limits<float>::max();
                });
                if (wrong != from + static_cast<std::ptrdiff_t>(matrix.cols())) {
                    feed.fault(fmt::format("{}: row {}, column {}", matrix.file().string(), first + r, wrong - from),
                               fmt::format("is {}, which is no score", *wrong));
                    continue;
                }
                std::transform(from, from + static_cast<std::ptrdiff_t>(matrix.cols()), row.begin(),
                               [](double v) { return static_cast<float>(v); });
                feed.give(ids.images[first + r], row);
            }
        }
        return {};
    }

    static base::Status writeNumpy(const Source& source, const fs::path& target) {
        std::string images, sentences;
        for (const auto& id : source.sentences) sentences += fmt::format("{}\t{}\n", id, id.substr(0, id.rfind('#')));
        LEGENDA_TRY(counted, source.forEachRow([&](const std::string& image, std::span<const float>) {
            images += image + '\n';
            return base::Status();
        }));
        const auto rows = std::ranges::count(images, '\n');
        std::string head = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows,
                                       source.sentences.size());
        constexpr std::size_t kPreamble = 10, kAligned = 64;
        head.resize((kPreamble + head.size() + 1 + kAligned - 1) / kAligned * kAligned - kPreamble, ' ');
        head.back() = '\n';
        auto written = base::writeFileAtomically(
            target,
            [&](std::ostream& out) {
                out.write("\x93NUMPY\x01\x00", 8);
                out.put(static_cast<char>(head.size() & 0xffU)).put(static_cast<char>(head.size() >> 8U));
                out << head;
                return source.forEachRow([&](const std::string&, std::span<const float> scores) {
                    out.write(reinterpret_cast<const char*>(scores.data()),
                              static_cast<std::streamsize>(scores.size_bytes()));
                    return base::Status();
                });
            },
            source.stop);
        if (!written) return written;
        const auto [imagesFile, sentencesFile] = similarityIdFiles(target);
        LEGENDA_TRY(first, base::writeFileAtomically(imagesFile, images, source.stop));
        return base::writeFileAtomically(sentencesFile, sentences, source.stop);
    }
};

}  // namespace

FormatPtr make_similarity() {
    return std::make_unique<SimilarityFormat>();
}

}  // namespace legenda::data::predictions
