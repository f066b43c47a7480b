// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/comparison.h"

#include "ui/bridge/bridge.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

void Comparison::start(std::vector<EvaluationResult> results) {
    ++number_;
    results_.clear();
    if (results.size() < 2) return;
    for (auto& result : results) {
        ComparedResult compared{std::move(result), false, {}};
        compared.waiting = !results_.empty();
        results_.push_back(std::move(compared));
    }
    for (auto& each : results_) {
        if (!each.waiting || (each.result.id > 0 && results_.front().result.id > 0)) continue;
        each.waiting = false;
        each.why = tr("Results that are not stored in the project cannot be compared.");
    }
    next();
}

bool Comparison::waiting() const {
    return std::ranges::any_of(results_, &ComparedResult::waiting);
}

void Comparison::next() {
    const auto found = std::ranges::find_if(results_, &ComparedResult::waiting);
    if (found == results_.end()) return;
    const auto place = static_cast<std::size_t>(found - results_.begin());
    bridge_->results().compare(this, found->result.id, results_.front().result.id,
                               [this, place, number = number_](base::Result<nlohmann::json> figures) {
                                   // Another comparison was started meanwhile.
                                   if (number != number_) return;
                                   auto& compared = results_[place];
                                   compared.waiting = false;
                                   if (figures)
                                       compared.result.figures = std::move(*figures);
                                   else
                                       compared.why = QString::fromStdString(figures.error().message);
                                   Q_EMIT changed();
                                   next();
                               });
}

}  // namespace legenda::ui
