// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

#include <vector>

namespace legenda::ui {

// The prediction sets of the open project: what other models say of its images. They are imported and exported by
// JobsClient. Reached through Bridge, whose rules hold.
class PredictionsClient {
 public:
    PredictionsClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void sets(QObject* context, Answer<std::vector<store::PredictionSetRecord>> done);  // by name
    void ofImage(QObject* context, const QString& set, std::int64_t image, Answer<evaluation::ImagePredictions> done,
                 const QString& part = {});
    void truthOfImage(QObject* context, std::int64_t image, Answer<evaluation::ImagePredictions> done);
    void mostDifferent(QObject* context, const evaluation::DifferenceOptions& options,
                       Answer<std::vector<evaluation::ImageDifference>> done);
    // Answers with the sets that are left; then Bridge::predictionsChanged.
    void remove(QObject* context, const QString& set, Answer<std::vector<store::PredictionSetRecord>> done);

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
