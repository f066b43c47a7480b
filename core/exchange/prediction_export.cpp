// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/listed.h"
#include "core/exchange/predictions.h"
#include "core/image/image_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using base::Status;
using predictions::Prediction;
using store::PredictionItem;
using store::PredictionKind;

namespace {

constexpr std::int64_t kExportedALook = 1000;  // items between two looks at the stop token
constexpr std::size_t kRowsAtOnce = 64;        // of a similarity matrix

// Boxes with texts go into each other's formats.
bool holdsBoxes(PredictionKind kind) {
    return kind == PredictionKind::Phrases || kind == PredictionKind::Regions;
}

PredictionKind storedKind(predictions::Kind kind) {
    return static_cast<PredictionKind>(kind);
}
static_assert(static_cast<int>(predictions::Kind::Similarity) == static_cast<int>(PredictionKind::Similarity) &&
              static_cast<int>(predictions::Kind::Regions) == static_cast<int>(PredictionKind::Regions));

bool formatHolds(predictions::Kind format, PredictionKind kind) {
    return storedKind(format) == kind || (holdsBoxes(storedKind(format)) && holdsBoxes(kind));
}

Result<predictions::FormatPtr> formatFor(const store::PredictionSetRecord& set, const std::string& name) {
    LEGENDA_TRY(format, predictions::formatNamed(name.empty() ? set.format : name));
    if (formatHolds((*format)->kind(), set.kind)) return std::move(*format);
    std::vector<std::string> fitting;
    for (const auto& each : exportFormats(set.kind)) fitting.push_back(each.name);
    return base::fail(ErrorCode::Usage,
                      fmt::format("The predictions {} are {}, which {} does not hold: choose {}.", set.name,
                                  store::predictionKindName(set.kind), name, base::listed(fitting)));
}

Prediction predictionOf(PredictionItem&& item) {
    Prediction prediction;
    prediction.skipped = item.part == PredictionItem::Part::Skipped;
    prediction.sentence = std::move(item.sentence);
    prediction.start = item.start;
    prediction.end = item.end;
    prediction.text = std::move(item.text);
    prediction.score = item.score;
    for (const auto& [box, score] : item.boxes) prediction.boxes.push_back({box, score});
    prediction.tokens = std::move(item.tokens);
    prediction.assignment = std::move(item.assignment);
    prediction.wordScores = std::move(item.wordScores);
    prediction.scores = std::move(item.scores);
    return prediction;
}

// The predictions of a set, as formats write them.
class SetSource {
 public:
    static Result<SetSource> open(const fs::path& folder, const std::string& name, const base::JobContext& context) {
        LEGENDA_TRY(project, store::ProjectStore::open(folder, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(set, project->predictions().set(name));
        LEGENDA_TRY(images, project->images());
        LEGENDA_TRY(ids, project->externalIds({}));
        SetSource made(std::move(*project), std::move(*set), context);
        for (auto& image : *images) {
            if (image.width == 0)
                if (const auto size = image::readSize(image.file)) {
                    image.width = size->width;
                    image.height = size->height;
                }
            made.places_.emplace(image.id, made.source_.images.size());
            made.source_.images.push_back({made.source_.images.size(),
                                           std::move(image.path),
                                           std::move(image.file),
                                           image.width,
                                           image.height,
                                           std::move(image.split),
                                           std::move((*ids)[image.id]),
                                           {},
                                           {}});
        }
        made.source_.count = made.set_.images;
        if (made.set_.kind == PredictionKind::Similarity)
            if (auto read = made.readMatrix(); !read) return base::pass(read);
        return made;
    }

    const store::PredictionSetRecord& set() const { return set_; }
    // Valid while this lives and does not move.
    const predictions::Source& source() {
        source_.stop = context_->stop;
        source_.forEachImage = [this](const predictions::Source::EachImage& take) { return eachImage(take); };
        source_.forEachRow = [this](const predictions::Source::EachRow& take) { return eachRow(take); };
        return source_;
    }

 private:
    SetSource(store::ProjectStore project, store::PredictionSetRecord set, const base::JobContext& context)
        : project_(std::move(project)), set_(std::move(set)), context_(&context) {}

    Status eachImage(const predictions::Source::EachImage& take) {
        std::int64_t image = 0, done = 0;
        std::vector<Prediction> own;
        const auto flush = [&]() -> Status {
            const auto place = places_.find(image);
            auto taken = own.empty() || place == places_.end() ? Status() : take(source_.images[place->second], own);
            own.clear();
            return taken;
        };
        auto read = project_.predictions().forEachItem(set_.id, [&](PredictionItem&& item) -> Status {
            if (done++ % kExportedALook == 0) {
                if (context_->stopped()) return base::JobContext::cancelled();
                context_->report({"writing predictions", done, set_.items, {}});
            }
            if (item.image != image) {
                LEGENDA_TRY(flushed, flush());
                image = item.image;
            }
            own.push_back(predictionOf(std::move(item)));
            return {};
        });
        return read ? flush() : read;
    }

    // Which row is which image's, and which columns are sentences of the project.
    Status readMatrix() {
        std::map<int, std::string> rows, columns;
        LEGENDA_TRY(read, project_.predictions().forEachItem(set_.id, [&](PredictionItem&& item) {
            const auto& name = source_.images[places_.at(item.image)].name;
            if (item.part == PredictionItem::Part::Row) rows.emplace(item.start, name);
            if (item.part == PredictionItem::Part::Column)
                columns.emplace(item.end, fmt::format("{}#{}", name, item.start));
            return Status();
        }));
        for (auto& [row, name] : rows) rows_.emplace_back(static_cast<std::size_t>(row), std::move(name));
        for (auto& [column, id] : columns) {
            columns_.push_back(static_cast<std::size_t>(column));
            source_.sentences.push_back(std::move(id));
        }
        return {};
    }

    Status eachRow(const predictions::Source::EachRow& take) {
        std::vector<float> own(columns_.size());
        for (std::size_t first = 0; first < rows_.size(); first += kRowsAtOnce) {
            if (context_->stopped()) return base::JobContext::cancelled();
            std::vector<std::size_t> wanted;
            for (std::size_t r = first; r < std::min(first + kRowsAtOnce, rows_.size()); ++r)
                wanted.push_back(rows_[r].first);
            LEGENDA_TRY(block, project_.predictions().similarity(set_, wanted));
            for (std::size_t r = 0; r < wanted.size(); ++r) {
                for (std::size_t c = 0; c < columns_.size(); ++c) own[c] = (*block)(r, columns_[c]);
                LEGENDA_TRY(taken, take(rows_[first + r].second, own));
            }
        }
        return {};
    }

    store::ProjectStore project_;
    store::PredictionSetRecord set_;
    const base::JobContext* context_;
    predictions::Source source_;
    std::map<std::int64_t, std::size_t> places_;             // in source_.images, by the image's row
    std::vector<std::pair<std::size_t, std::string>> rows_;  // of the matrix, with their images
    std::vector<std::size_t> columns_;                       // of the matrix that are sentences of the project
};

}  // namespace

std::vector<predictions::FormatInfo> exportFormats(PredictionKind kind) {
    auto fitting = predictions::formatInfos();
    std::erase_if(fitting, [kind](const auto& format) { return !formatHolds(format.kind, kind); });
    return fitting;
}

Result<PredictionsReport> exportPredictions(const PredictionsTarget& target, const base::JobContext& context) {
    LEGENDA_TRY(set, SetSource::open(target.project, target.name, context));
    LEGENDA_TRY(format, formatFor(set->set(), target.format));
    LEGENDA_TRY(written, (*format)->write(set->source(), target.file));
    PredictionsReport report;
    report.name = set->set().name;
    report.format = (*format)->name();
    report.kind = set->set().kind;
    report.images = set->set().images;
    report.items = set->set().items;
    return report;
}

}  // namespace legenda::exchange
