// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/retrieval_file.h"

#include "core/base/files.h"
#include "core/evaluation/common.h"
#include "core/project/image_names.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace legenda::evaluation {

using base::ErrorCode;
using base::fail;
using nlohmann::json;

namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// One file being read; rows and columns are in the file's order until take() reorders them by image.
class RetrievalReader {
 public:
    RetrievalReader(const std::filesystem::path& file, const std::vector<ScoredImage>& images)
        : file_(file), images_(images) {
        std::vector<std::string> paths;
        for (const auto& image : images) {
            paths.push_back(image.name);
            columns_.emplace_back(image.sentences, kNone);
        }
        places_ = project::imageNames(paths);
        rows_.resize(images.size());
    }

    base::Status line(const json& value, const std::string& where);
    base::Result<RetrievalScores> take();

 private:
    base::Status sentences(const json& list, const std::string& where);
    base::Status image(const json& value, const std::string& where);
    base::Result<std::size_t> find(const std::string& name, const std::string& where) const {
        const auto found = places_.find(name);
        if (found == places_.end())
            return fail(ErrorCode::BadInput, fmt::format("{}: {} is not an image of the split.", where, name));
        return found->second;
    }

    const std::filesystem::path& file_;
    const std::vector<ScoredImage>& images_;
    std::map<std::string, std::size_t> places_;
    std::string header_;                             // where the list of sentences was read; empty before
    std::size_t count_ = 0;                          // sentences listed
    std::vector<std::vector<std::size_t>> columns_;  // [image][number]: place in the list
    std::vector<std::vector<float>> rows_;           // [image]: its scores, in the list's order
    std::map<std::size_t, std::string> skipped_;
};

base::Status RetrievalReader::sentences(const json& list, const std::string& where) {
    header_ = where;
    for (const auto& entry : list) {
        const std::string id = entry.is_string() ? entry.get<std::string>() : std::string();
        const auto mark = id.rfind('#');
        std::size_t number = kNone;
        if (mark != std::string::npos)
            if (std::from_chars(id.data() + mark + 1, id.data() + id.size(), number).ptr != id.data() + id.size())
                number = kNone;
        if (number == kNone)
            return fail(ErrorCode::BadInput, fmt::format("{}: sentence {} is {}, expected \"image#number\".", where,
                                                         count_ + 1, entry.dump()));
        LEGENDA_TRY(place, find(id.substr(0, mark), where));
        auto& own = columns_[*place];
        if (number >= own.size())
            return fail(ErrorCode::BadInput, fmt::format("{}: {} is not a sentence: the image has {}, counted from 0.",
                                                         where, id, own.size()));
        if (own[number] != kNone) return fail(ErrorCode::BadInput, fmt::format("{}: {} occurs twice.", where, id));
        own[number] = count_++;
    }
    return {};
}

base::Status RetrievalReader::image(const json& value, const std::string& where) {
    const auto name = value["image"].get<std::string>();
    LEGENDA_TRY(place, find(name, where));
    if (!rows_[*place].empty() || skipped_.contains(*place))
        return fail(ErrorCode::BadInput, fmt::format("{}: {} occurs twice.", where, name));
    if (value.contains("skipped") && value["skipped"].is_string()) {
        skipped_[*place] = value["skipped"].get<std::string>();
        return {};
    }
    const auto scores = value.find("scores");
    if (scores == value.end() || !scores->is_array() || scores->size() != count_)
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: expected \"scores\" with {} numbers, one per sentence, found {}.", where, count_,
                                scores != value.end() && scores->is_array() ? std::to_string(scores->size())
                                                                            : std::string("none")));
    auto& row = rows_[*place];
    row.reserve(count_);
    for (const auto& score : *scores) {
        const double number = score.is_number() ? score.get<double>() : 0;
        if ((!score.is_number() && !score.is_null()) || std::abs(number) > std::numeric_limits<float>::max())
            return fail(ErrorCode::BadInput, fmt::format("{}: score {} is {}, expected a number or null.", where,
                                                         row.size() + 1, score.dump()));
        row.push_back(score.is_null() ? kLowest : static_cast<float>(number));
    }
    return {};
}

base::Status RetrievalReader::line(const json& value, const std::string& where) {
    if (header_.empty()) {
        if (value.is_object() && value.contains("sentences") && value["sentences"].is_array())
            return sentences(value["sentences"], where);
        return fail(ErrorCode::BadInput, where + ": expected {\"sentences\":[\"image#number\",…]} first.");
    }
    if (value.is_object() && value.contains("image") && value["image"].is_string()) return image(value, where);
    return fail(ErrorCode::BadInput, where + ": expected {\"image\":…,\"scores\":[…]}.");
}

base::Result<RetrievalScores> RetrievalReader::take() {
    if (header_.empty()) return fail(ErrorCode::BadInput, fmt::format("{}: the file is empty.", file_.string()));
    RetrievalScores result;
    std::vector<std::size_t> order;  // columns in the images' order
    for (std::size_t k = 0; k < images_.size(); ++k) {
        const auto& name = images_[k].name;
        const bool scored = !rows_[k].empty();
        if (!scored && !skipped_.contains(k))
            return fail(ErrorCode::BadInput, fmt::format("{}: the image {} has no line.", file_.string(), name));
        for (std::size_t n = 0; n < columns_[k].size(); ++n) {
            if ((columns_[k][n] != kNone) != scored)
                return fail(ErrorCode::BadInput, fmt::format("{}: {}#{} {}.", header_, name, n,
                                                             scored ? "is not listed" : "is of a skipped image"));
            if (!scored) continue;
            order.push_back(columns_[k][n]);
            result.owner.push_back(static_cast<int>(result.images.size()));
        }
        if (scored)
            result.images.push_back(k);
        else
            result.skipped[name] = skipped_[k];
    }
    if (order.empty()) return fail(ErrorCode::BadInput, fmt::format("{}: no image is scored.", file_.string()));
    result.scores = base::Matrix(result.images.size(), order.size());
    for (std::size_t row = 0; row < result.images.size(); ++row)
        for (std::size_t column = 0; column < order.size(); ++column)
            result.scores(row, column) = rows_[result.images[row]][order[column]];
    return result;
}

}  // namespace

base::Status writeRetrievalScores(const std::filesystem::path& file, const std::vector<ScoredImage>& images,
                                  const RetrievalScores& scores, const std::stop_token& stop) {
    const auto write = [&](std::ostream& out) -> base::Status {
        json ids = json::array();
        for (const auto k : scores.images)
            for (std::size_t n = 0; n < images[k].sentences; ++n)
                ids.push_back(fmt::format("{}#{}", images[k].name, n));
        out << json{{"sentences", std::move(ids)}}.dump() << '\n';
        for (std::size_t row = 0; row < scores.images.size(); ++row) {
            out << "{\"image\":" << json(images[scores.images[row]].name).dump() << ",\"scores\":[";
            const char* between = "";
            for (const float score : scores.scores.row(row)) {
                // The shortest decimal that reads back as the same float.
                if (std::isfinite(score))
                    fmt::print(out, "{}{}", between, score);
                else
                    out << between << "null";
                between = ",";
            }
            out << "]}\n";
        }
        for (const auto& [image, why] : scores.skipped) out << json{{"image", image}, {"skipped", why}}.dump() << '\n';
        return {};
    };
    return base::writeFileAtomically(file, write, stop);
}

base::Result<RetrievalScores> readRetrievalScores(const std::filesystem::path& file,
                                                  const std::vector<ScoredImage>& images) {
    RetrievalReader reader(file, images);
    auto read =
        eachJsonLine(file, [&](const json& value, const std::string& where) { return reader.line(value, where); });
    if (!read) return base::pass(read);
    return reader.take();
}

}  // namespace legenda::evaluation
