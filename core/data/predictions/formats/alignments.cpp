// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/data/json_stream.h"
#include "core/data/predictions/format.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace legenda::data::predictions {

using nlohmann::json;

namespace {

// One sentence with its image a line, as `align PROJECT --out` writes it; "scores", a row of numbers for each token
// with one for each region, may stand beside.
class AlignmentLine {
 public:
    explicit AlignmentLine(const json& line) : line_(line) {}

    // What is wrong with the line; empty: `made` holds it.
    std::string read(Prediction& made) const {
        if (!imageOf(line_, {"image", "file_name"}, made.image)) return "has no \"image\"";
        made.image.width = data::numberOf(line_, "width");
        made.image.height = data::numberOf(line_, "height");
        const auto& sentence = regions::member(line_, "sentence");
        if (!sentence.is_string()) return "has no \"sentence\"";
        made.sentence = sentence.get<std::string>();
        for (const auto read : {&AlignmentLine::readTokens, &AlignmentLine::readRegions, &AlignmentLine::readAssignment,
                                &AlignmentLine::readScores})
            if (auto why = (this->*read)(made); !why.empty()) return why;
        std::string why;
        // A sentence without a known word has no score.
        if (!regions::member(line_, "score").is_null()) scoreOf(line_, {"score"}, made.score, why);
        return why;
    }

 private:
    std::string readTokens(Prediction& made) const {
        const auto& tokens = regions::member(line_, "tokens");
        if (!tokens.is_array()) return "has no list of \"tokens\"";
        for (const auto& token : tokens) {
            if (!token.is_string()) return fmt::format("has a token that is not text: {}", regions::shown(token));
            made.tokens.push_back(token.get<std::string>());
        }
        return {};
    }

    std::string readRegions(Prediction& made) const {
        const auto& all = regions::member(line_, "regions");
        if (!all.is_array() || all.empty()) return "has no list of \"regions\"";
        for (const auto& region : all) {
            const auto& value = regions::member(region, "box");
            const auto box = regions::boxOf(value);
            if (auto why = boxProblem(box, value); !why.empty()) return why;
            std::optional<double> score;
            std::string why;
            if (!scoreOf(region, {"score"}, score, why)) return "has a region that " + why;
            made.boxes.push_back({*box, score});
        }
        return {};
    }

    std::string readAssignment(Prediction& made) const {
        const auto& assignment = regions::member(line_, "assignment");
        if (!assignment.is_array() || assignment.size() != made.tokens.size())
            return fmt::format("has {} regions assigned to {} tokens", assignment.is_array() ? assignment.size() : 0,
                               made.tokens.size());
        for (const auto& region : assignment) {
            const auto place = region.is_number_integer() ? region.get<std::int64_t>() : -2;
            if (place < -1 || place >= static_cast<std::int64_t>(made.boxes.size()))
                return fmt::format("assigns a token to {}, and there are {} regions, counted from 0",
                                   regions::shown(region), made.boxes.size());
            made.assignment.push_back(static_cast<int>(place));
        }
        return {};
    }

    std::string readScores(Prediction& made) const {
        const auto& words = regions::member(line_, "word_scores");
        if (!words.is_null() && (!words.is_array() || words.size() != made.tokens.size()))
            return fmt::format("has \"word_scores\" that are not {} numbers", made.tokens.size());
        for (const auto& word : words) {
            const auto score = data::realOf(word);
            if (!score) return fmt::format("has a word score that is no finite number: {}", regions::shown(word));
            made.wordScores.push_back(*score);
        }
        const auto& rows = regions::member(line_, "scores");
        if (rows.is_null()) return {};
        if (!rows.is_array() || rows.size() != made.tokens.size())
            return fmt::format("has \"scores\" of {} rows for {} tokens", rows.is_array() ? rows.size() : 0,
                               made.tokens.size());
        made.scores = base::Matrix(made.tokens.size(), made.boxes.size());
        for (std::size_t t = 0; t < rows.size(); ++t) {
            if (!rows[t].is_array() || rows[t].size() != made.boxes.size())
                return fmt::format("has row {} of \"scores\" with {} numbers for {} regions", t,
                                   rows[t].is_array() ? rows[t].size() : 0, made.boxes.size());
            for (std::size_t r = 0; r < rows[t].size(); ++r) {
                const auto score = data::realOf(rows[t][r]);
                if (!score || std::abs(*score) > std::numeric_limits<float>::max())
                    return fmt::format("has a score of token {} with region {} that is no finite number: {}", t, r,
                                       regions::shown(rows[t][r]));
                made.scores(t, r) = static_cast<float>(*score);
            }
        }
        return {};
    }

    const json& line_;
};

class AlignmentsFormat final : public Format {
 public:
    std::string name() const override { return "alignments"; }
    std::string title() const override { return "Alignments"; }
    Kind kind() const override { return Kind::Alignments; }
    std::vector<std::string> extensions() const override { return {".jsonl"}; }

    bool recognises(const regions::Look& look) const override {
        return (look.has("tokens[]") || look.has("assignment[]")) && !look.has("start") && !look.has("phrase");
    }

    base::Status read(const Input& input, Feed& feed) const override {
        return eachLine(input.file, feed, [&](const json& line, const std::string& where) {
            Prediction made;
            made.image.where = where;
            if (auto why = AlignmentLine(line).read(made); !why.empty()) return feed.fault(where, why);
            feed.give(std::move(made));
        });
    }

    base::Status write(const Source& source, const std::filesystem::path& target) const override {
        return base::writeFileAtomically(
            target,
            [&](std::ostream& out) {
                return source.forEachImage([&](const regions::Image& image, std::vector<Prediction>& predictions) {
                    for (const auto& prediction : predictions)
                        out << regions::dumped(lineOf(image, prediction)) << '\n';
                    return base::Status();
                });
            },
            source.stop);
    }

 private:
    static json lineOf(const regions::Image& image, const Prediction& prediction) {
        json all = json::array(), scores = json::array();
        for (const auto& [box, score] : prediction.boxes) {
            all.push_back({{"box", base::boxToJson(box)}});
            if (score) all.back()["score"] = *score;
        }
        json line{{"image", image.name},
                  {"width", image.width},
                  {"height", image.height},
                  {"sentence", prediction.sentence},
                  {"tokens", prediction.tokens},
                  {"regions", std::move(all)},
                  {"assignment", prediction.assignment},
                  {"word_scores", prediction.wordScores},
                  {"segments", segmentsOf(prediction)},
                  {"score", nullptr}};
        if (prediction.score) line["score"] = *prediction.score;
        for (std::size_t t = 0; t < prediction.scores.rows; ++t) {
            const auto row = prediction.scores.row(t);
            scores.push_back(std::vector<float>(row.begin(), row.end()));
        }
        if (!scores.empty()) line["scores"] = std::move(scores);
        return line;
    }

    // Runs of tokens of one region.
    static json segmentsOf(const Prediction& prediction) {
        json segments = json::array();
        const auto& regionOf = prediction.assignment;
        for (std::size_t start = 0, end = 0; start < regionOf.size(); start = end) {
            std::string text;
            double score = 0;
            for (end = start; end < regionOf.size() && regionOf[end] == regionOf[start]; ++end) {
                text += (text.empty() ? "" : " ") + prediction.tokens[end];
                score += end < prediction.wordScores.size() ? prediction.wordScores[end] : 0;
            }
            if (regionOf[start] >= 0)
                segments.push_back(
                    {{"region", regionOf[start]}, {"start", start}, {"end", end}, {"text", text}, {"score", score}});
        }
        return segments;
    }
};

}  // namespace

FormatPtr make_alignments() {
    return std::make_unique<AlignmentsFormat>();
}

}  // namespace legenda::data::predictions
