// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/predictions_client.h"

namespace legenda::ui {

void PredictionsClient::sets(QObject* context, Answer<std::vector<store::PredictionSetRecord>> done) {
    session_.predictions().sets(delivery_.inProject(context, std::move(done)));
}

void PredictionsClient::ofImage(QObject* context, const QString& set, std::int64_t image,
                                Answer<evaluation::ImagePredictions> done, const QString& part) {
    session_.predictions().ofImage(set.toStdString(), image, delivery_.inProject(context, std::move(done)),
                                   askerOf(context, part));
}

void PredictionsClient::truthOfImage(QObject* context, std::int64_t image, Answer<evaluation::ImagePredictions> done) {
    session_.predictions().truthOfImage(image, delivery_.inProject(context, std::move(done)), askerOf(context));
}

void PredictionsClient::mostDifferent(QObject* context, const evaluation::DifferenceOptions& options,
                                      Answer<std::vector<evaluation::ImageDifference>> done) {
    session_.predictions().mostDifferent(options, delivery_.inProject(context, std::move(done)), askerOf(context));
}

void PredictionsClient::remove(QObject* context, const QString& set,
                               Answer<std::vector<store::PredictionSetRecord>> done) {
    session_.predictions().remove(set.toStdString(), delivery_.inProject(context, std::move(done)));
}

}  // namespace legenda::ui
