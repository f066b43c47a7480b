// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/predictions.h"

namespace legenda::session {

using base::Result;
using store::PredictionSetRecord;
using store::ProjectStore;

void Predictions::sets(Callback<std::vector<PredictionSetRecord>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.predictions().sets(); });
}

void Predictions::ofImage(const std::string& set, std::int64_t image, Callback<evaluation::ImagePredictions> done,
                          const Asker& asker) {
    queries_.postNewest(keyOf(asker, "predictions"), std::move(done),
                        [set, image](ProjectStore& store) { return evaluation::imagePredictions(store, set, image); });
}

void Predictions::truthOfImage(std::int64_t image, Callback<evaluation::ImagePredictions> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "truth"), std::move(done),
                        [image](ProjectStore& store) { return evaluation::imageTruth(store, image); });
}

void Predictions::mostDifferent(const evaluation::DifferenceOptions& options,
                                Callback<std::vector<evaluation::ImageDifference>> done, const Asker& asker) {
    worker_.postNewest<std::vector<evaluation::ImageDifference>>(
        keyOf(asker, "differences"), std::move(done),
        [this, options](std::stop_token stop) -> Result<std::vector<evaluation::ImageDifference>> {
            LEGENDA_TRY(store, connection_.to(project_.folder(), ProjectStore::Mode::Read));
            return evaluation::mostDifferent(**store, options, {stop, {}});
        });
}

void Predictions::remove(const std::string& set, Callback<std::vector<PredictionSetRecord>> done) {
    worker_.post<std::vector<PredictionSetRecord>>(
        std::move(done),
        [folder = project_.folder(), set](std::stop_token) -> Result<std::vector<PredictionSetRecord>> {
            LEGENDA_TRY(store, ProjectStore::open(folder));
            LEGENDA_TRY(removed, store->predictions().remove(set));
            return store->predictions().sets();
        });
}

}  // namespace legenda::session
