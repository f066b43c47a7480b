// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

#include <vector>

namespace legenda::ui {

// The kept evaluations of the open project with what lies behind their figures; they are made by JobsClient::evaluate
// and removed by RecordsClient. Reached through Bridge, whose rules hold.
class ResultsClient {
 public:
    ResultsClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void list(QObject* context, Answer<std::vector<evaluation::EvaluationRecord>> done) {  // oldest first
        session_.results().list(delivery_.inProject(context, std::move(done)));
    }
    // Of the context's newest request for this part.
    void items(QObject* context, std::int64_t id, const evaluation::ItemQuery& query, Answer<evaluation::ItemPage> done,
               const QString& part = {}) {
        session_.results().items(askerOf(context, part), id, query, delivery_.inProject(context, std::move(done)));
    }
    void histogram(QObject* context, std::int64_t id, const QString& section, const QString& figure, std::size_t bins,
                   Answer<evaluation::Histogram> done) {
        session_.results().histogram(askerOf(context), id, section.toStdString(), figure.toStdString(), bins,
                                     delivery_.inProject(context, std::move(done)));
    }
    // The figures of `a` with those of `b` "against" them; takes seconds for a large split.
    void compare(QObject* context, std::int64_t a, std::int64_t b, Answer<nlohmann::json> done) {
        session_.results().compare(askerOf(context), a, b, delivery_.inProject(context, std::move(done)));
    }
    // The items that `a` and `b` share, with `figure` of both and its difference.
    void pairs(QObject* context, std::int64_t a, std::int64_t b, const QString& figure,
               const evaluation::ItemQuery& query, Answer<evaluation::PairPage> done) {
        session_.results().pairs(askerOf(context), a, b, figure.toStdString(), query,
                                 delivery_.inProject(context, std::move(done)));
    }
    void pairHistogram(QObject* context, std::int64_t a, std::int64_t b, const QString& section, const QString& figure,
                       std::size_t bins, Answer<evaluation::Histogram> done) {
        session_.results().pairHistogram(askerOf(context), a, b, section.toStdString(), figure.toStdString(), bins,
                                         delivery_.inProject(context, std::move(done)));
    }
    // All items as a table; the file's path.
    void exportItems(QObject* context, std::int64_t id, const std::filesystem::path& file,
                     Answer<std::filesystem::path> done) {
        session_.results().exportItems(id, file, delivery_.to(context, std::move(done)));
    }

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
