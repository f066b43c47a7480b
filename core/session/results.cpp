// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/results.h"

#include <algorithm>

namespace legenda::session {

using base::Result;

Result<std::shared_ptr<const evaluation::OpenedEvaluation>> Results::open(std::int64_t id) {
    const auto folder = project_.folder();
    LEGENDA_TRY(store, store::ProjectStore::open(folder, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(rows, store->evaluations());
    // A number may have passed from a removed evaluation to a new one.
    const auto isOpen = [&](const auto& row) {
        return row.id == id && row.at == opened_->record.at && row.task == opened_->record.task;
    };
    if (opened_ && folder_ == folder && opened_->record.id == id && std::ranges::any_of(*rows, isOpen)) return opened_;
    opened_.reset();
    LEGENDA_TRY(opened, evaluation::openEvaluation(folder, id));
    opened_ = std::make_shared<const evaluation::OpenedEvaluation>(std::move(*opened));
    folder_ = folder;
    return opened_;
}

void Results::list(Callback<std::vector<evaluation::EvaluationRecord>> done) {
    worker_.post<std::vector<evaluation::EvaluationRecord>>(
        std::move(done), [this](std::stop_token) { return evaluation::listEvaluations(project_.folder()); });
}

void Results::items(const Asker& asker, std::int64_t id, const evaluation::ItemQuery& query,
                    Callback<evaluation::ItemPage> done) {
    worker_.postNewest<evaluation::ItemPage>(keyOf(asker, "items"), std::move(done),
                                             [this, id, query](std::stop_token) -> Result<evaluation::ItemPage> {
                                                 LEGENDA_TRY(opened, open(id));
                                                 return evaluation::itemPage((*opened)->lists, query);
                                             });
}

void Results::histogram(const Asker& asker, std::int64_t id, const std::string& section, const std::string& figure,
                        std::size_t bins, Callback<evaluation::Histogram> done) {
    worker_.postNewest<evaluation::Histogram>(
        keyOf(asker, "histogram"), std::move(done),
        [this, id, section, figure, bins](std::stop_token) -> Result<evaluation::Histogram> {
            LEGENDA_TRY(opened, open(id));
            return evaluation::histogram((*opened)->lists, section, figure, bins);
        });
}

void Results::compare(const Asker& asker, std::int64_t a, std::int64_t b, Callback<nlohmann::json> done) {
    worker_.postNewest<nlohmann::json>(keyOf(asker, "compare"), std::move(done), [this, a, b](std::stop_token stop) {
        return evaluation::compareEvaluations(project_.folder(), a, b, {stop, {}});
    });
}

void Results::exportItems(std::int64_t id, const std::filesystem::path& file, Callback<std::filesystem::path> done) {
    worker_.post<std::filesystem::path>(
        std::move(done), [this, id, file](std::stop_token stop) -> Result<std::filesystem::path> {
            LEGENDA_TRY(opened, open(id));
            if (auto written = evaluation::writeItemsCsv(file, (*opened)->lists, stop); !written)
                return base::pass(written);
            return file;
        });
}

}  // namespace legenda::session
