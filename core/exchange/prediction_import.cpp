// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/exchange/prediction_pass.h"
#include "core/exchange/predictions.h"
#include "core/live/live_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

constexpr std::size_t kItemsAtOnce = 2000;
constexpr std::size_t kLongestName = 100;  // bytes

store::PredictionKind kindOf(predictions::Kind kind) {
    using predictions::Kind;
    using store::PredictionKind;
    switch (kind) {
        case Kind::Captions:
            return PredictionKind::Captions;
        case Kind::Phrases:
            return PredictionKind::Phrases;
        case Kind::Regions:
            return PredictionKind::Regions;
        case Kind::Alignments:
            return PredictionKind::Alignments;
        case Kind::Similarity:
            break;
    }
    return PredictionKind::Similarity;
}

Status checkFree(const store::ProjectStore& project, const std::string& name) {
    LEGENDA_TRY(right, checkPredictionsName(name));
    LEGENDA_TRY(there, project.predictions().find(name));
    if (*there)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The project has predictions \"{}\" already, of {}: remove them or take another "
                                      "name.",
                                      name, (*there)->file));
    return {};
}

// Of a file, or of a folder's files with their names.
Result<std::string> hashOf(const fs::path& path, const base::JobContext& context) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) return base::sha256OfFile(path);
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at(path, failure), end; !failure && at != end; at.increment(failure))
        if (at->is_regular_file(failure)) files.push_back(at->path());
    std::ranges::sort(files);
    std::string all;
    for (const auto& file : files) {
        if (context.stopped()) return base::JobContext::cancelled();
        LEGENDA_TRY(hash, base::sha256OfFile(file));
        all += fmt::format("{}\n{}\n", file.lexically_relative(path).generic_string(), *hash);
    }
    return base::sha256(all);
}

// Without problems, and with something to import.
Status checkReport(const PredictionsReport& report, const fs::path& file, bool problemsToo) {
    if (problemsToo && report.problemCount > 0) {
        const auto& first = report.problems.front();
        const auto more = report.problemCount - 1;
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: {}{}. Nothing was imported.", first.where, first.why,
                                      more == 0 ? std::string()
                                                : fmt::format(" (the first of {} problems; a dry run lists them)",
                                                              report.problemCount)));
    }
    if (report.images > 0 || report.problemCount > 0) return {};
    if (report.unknown.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("{} holds no predictions.", file.string()));
    return base::fail(ErrorCode::BadInput,
                      fmt::format("{} names {} images, and none of them is in the project; the first is {}.",
                                  file.string(), report.unknownImages, report.unknown.front()));
}

// A matrix has a row and a column of the project.
Status checkMatrix(const PredictionPass& pass, const PredictionsReport& report, const fs::path& file) {
    if (report.kind != store::PredictionKind::Similarity || report.problemCount > 0) return {};
    if (pass.rows() > 0 && report.items > 0) return {};
    return base::fail(ErrorCode::BadInput, fmt::format("{} has no {} of an image of the project.", file.string(),
                                                       pass.rows() == 0 ? "row of scores" : "column of a sentence"));
}

// A set that is written; unless keep() was called, what it wrote is taken out again at its end.
class SetWriter {
 public:
    SetWriter(store::ProjectStore& project, const base::JobContext& context) : project_(project), context_(context) {}
    SetWriter(const SetWriter&) = delete;
    SetWriter& operator=(const SetWriter&) = delete;
    ~SetWriter() {
        // Where even this fails the next opening of the project does it.
        if (set_ != 0) [[maybe_unused]]
            const auto removed = project_.predictions().discard(set_);
    }

    Status begin(const store::PredictionSetRecord& wanted) {
        LEGENDA_TRY(set, project_.predictions().begin(wanted));
        set_ = *set;
        return {};
    }
    PredictionPass::Takers takers() {
        return {[this](store::PredictionItem&& item) {
                    items_.push_back(std::move(item));
                    return items_.size() < kItemsAtOnce ? Status() : flush();
                },
                [this](std::span<const float> scores) { return project_.predictions().appendRow(set_, scores); }};
    }
    Status keep() {
        LEGENDA_TRY(flushed, flush());
        LEGENDA_TRY(finished, project_.predictions().finish(set_));
        set_ = 0;
        return {};
    }

 private:
    Status flush() {
        if (context_.stopped()) return base::JobContext::cancelled();
        auto added = project_.predictions().add(set_, items_);
        items_.clear();
        return added;
    }

    store::ProjectStore& project_;
    const base::JobContext& context_;
    std::int64_t set_ = 0;
    std::vector<store::PredictionItem> items_;
};

}  // namespace

// A name is given where a file or a program could be, too.
Status checkPredictionsName(const std::string& name) {
    const bool control = std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (name.find_first_not_of(' ') == std::string::npos || name.size() > kLongestName || control ||
        name.find('/') != std::string::npos)
        return base::fail(ErrorCode::Usage,
                          fmt::format("A name of predictions has 1 to {} bytes of UTF-8 and no slash, found \"{}\".",
                                      kLongestName, name));
    if (live::commandOf(name))
        return base::fail(ErrorCode::Usage,
                          fmt::format("A name that begins with exec: is that of a program: import the predictions "
                                      "under another one, found \"{}\".",
                                      name));
    return {};
}

Result<PredictionsReport> importPredictions(const PredictionsRequest& request, const base::JobContext& context) {
    const auto& file = request.input.file;
    context.report({"reading " + file.filename().string(), 0, 0, {}});
    using Mode = store::ProjectStore::Mode;
    LEGENDA_TRY(project, store::ProjectStore::open(request.project, request.dryRun ? Mode::Read : Mode::Write));
    if (!request.dryRun || !request.name.empty())
        if (auto free = checkFree(*project, request.name); !free) return base::pass(free);
    LEGENDA_TRY(format, predictions::formatToRead(file, request.format, context));

    PredictionsReport report;
    report.name = request.name;
    report.format = (*format)->name();
    report.kind = kindOf((*format)->kind());
    store::PredictionSetRecord set;
    {
        LEGENDA_TRY(pass, PredictionPass::make(*project, **format, context, {}));
        LEGENDA_TRY(checked, pass->read(**format, request.input));
        pass->report(report);
        if (auto fit = checkReport(report, file, !request.dryRun); !fit) return base::pass(fit);
        if (auto fit = checkMatrix(*pass, report, file); !fit) return base::pass(fit);
        set.rows = pass->rows();
        set.columns = pass->columns();
    }
    if (request.dryRun) return report;

    LEGENDA_TRY(hash, hashOf(file, context));
    set.name = request.name;
    set.kind = report.kind;
    set.format = report.format;
    set.file = (file.has_filename() ? file : file.parent_path()).filename().string();
    set.sha256 = *hash;
    SetWriter writer(*project, context);
    LEGENDA_TRY(begun, writer.begin(set));
    LEGENDA_TRY(pass, PredictionPass::make(*project, **format, context, writer.takers()));
    LEGENDA_TRY(read, pass->read(**format, request.input));
    pass->report(report);
    if (auto same = checkReport(report, file, true); !same) return base::pass(same);  // it has changed meanwhile
    LEGENDA_TRY(kept, writer.keep());
    return report;
}

}  // namespace legenda::exchange
