// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/results.h"

#include <algorithm>

namespace legenda::session {

using base::Result;

Result<Results::Opened> Results::open(std::int64_t id) {
    const auto folder = project_.folder();
    LEGENDA_TRY(store, store::ProjectStore::open(folder, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(rows, store->evaluations());
    if (folder_ != folder) opened_.clear();
    folder_ = folder;
    // A number may have passed from a removed evaluation to a new one.
    std::erase_if(opened_, [&](const Opened& each) {
        const auto& record = each->record;
        return std::ranges::none_of(*rows, [&](const auto& row) {
            return row.id == record.id && row.at == record.at && row.task == record.task;
        });
    });
    const auto known = std::ranges::find_if(opened_, [&](const Opened& each) { return each->record.id == id; });
    if (known != opened_.end()) {
        std::rotate(known, known + 1, opened_.end());
        return opened_.back();
    }
    paired_ = {};
    if (opened_.size() > 1) opened_.erase(opened_.begin());
    LEGENDA_TRY(opened, evaluation::openEvaluation(folder, id));
    opened_.push_back(std::make_shared<const evaluation::OpenedEvaluation>(std::move(*opened)));
    return opened_.back();
}

Result<Results::Paired> Results::pair(std::int64_t a, std::int64_t b, const std::string& section,
                                      const std::string& figure) {
    LEGENDA_TRY(first, open(a));
    LEGENDA_TRY(second, open(b));
    if (paired_.items && paired_.a == *first && paired_.b == *second && paired_.section == section &&
        paired_.figure == figure)
        return paired_.items;
    LEGENDA_TRY(made, evaluation::pairItems((*first)->lists, (*second)->lists, section, figure));
    paired_ = {*first, *second, section, figure, std::make_shared<const evaluation::PairedItems>(std::move(*made))};
    return paired_.items;
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

void Results::pairs(const Asker& asker, std::int64_t a, std::int64_t b, const std::string& figure,
                    const evaluation::ItemQuery& query, Callback<evaluation::PairPage> done) {
    worker_.postNewest<evaluation::PairPage>(
        keyOf(asker, "items"), std::move(done),
        [this, a, b, figure, query](std::stop_token) -> Result<evaluation::PairPage> {
            LEGENDA_TRY(paired, pair(a, b, query.section, figure));
            return evaluation::pairPage(**paired, query);
        });
}

void Results::pairHistogram(const Asker& asker, std::int64_t a, std::int64_t b, const std::string& section,
                            const std::string& figure, std::size_t bins, Callback<evaluation::Histogram> done) {
    worker_.postNewest<evaluation::Histogram>(
        keyOf(asker, "histogram"), std::move(done),
        [this, a, b, section, figure, bins](std::stop_token) -> Result<evaluation::Histogram> {
            LEGENDA_TRY(paired, pair(a, b, section, figure));
            return evaluation::histogram({(*paired)->list}, section, evaluation::kDifference, bins);
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
