// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/results/evaluation_record.h"
#include "core/evaluation/results/item_figures.h"
#include "core/evaluation/results/item_pages.h"
#include "core/evaluation/results/paired_items.h"
#include "core/session/asker.h"
#include "core/session/open_project.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace legenda::session {

// What lies behind the figures of kept evaluations: their items, how a figure is spread over them, and what two of them
// differ in. On a thread of its own, which keeps the two asked for last open. Removal: Records::removeEvaluation().
// Reached through Session, whose rules hold.
class Results {
 public:
    explicit Results(const OpenProject& project) : project_(project), worker_("results", 10, 1) {}

    void list(Callback<std::vector<evaluation::EvaluationRecord>> done);  // oldest first
    // The newest of the asker's.
    void items(const Asker& asker, std::int64_t id, const evaluation::ItemQuery& query,
               Callback<evaluation::ItemPage> done);
    void histogram(const Asker& asker, std::int64_t id, const std::string& section, const std::string& figure,
                   std::size_t bins, Callback<evaluation::Histogram> done);
    // The figures of `a` with those of `b` "against" them; takes seconds for a large split.
    void compare(const Asker& asker, std::int64_t a, std::int64_t b, Callback<nlohmann::json> done);
    // The items that `a` and `b` share, with `figure` of both and its difference; the newest of the asker's.
    void pairs(const Asker& asker, std::int64_t a, std::int64_t b, const std::string& figure,
               const evaluation::ItemQuery& query, Callback<evaluation::PairPage> done);
    void pairHistogram(const Asker& asker, std::int64_t a, std::int64_t b, const std::string& section,
                       const std::string& figure, std::size_t bins, Callback<evaluation::Histogram> done);
    // All items as a table; the file's path.
    void exportItems(std::int64_t id, const std::filesystem::path& file, Callback<std::filesystem::path> done);
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    using Opened = std::shared_ptr<const evaluation::OpenedEvaluation>;
    // On the worker's thread.
    base::Result<Opened> open(std::int64_t id);
    using Paired = std::shared_ptr<const evaluation::PairedItems>;
    base::Result<Paired> pair(std::int64_t a, std::int64_t b, const std::string& section, const std::string& figure);

    const OpenProject& project_;
    std::filesystem::path folder_;  // of those that are open
    std::vector<Opened> opened_;    // at most two, the one asked for last at the end
    struct {
        Opened a, b;
        std::string section, figure;
        Paired items;
    } paired_;  // of the two that are open, for the next page, filter or histogram
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
