// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

// The annotators of the open project, their tasks and marks. Who is signed in is set, and marks are, by
// AnnotationsClient. Reached through Bridge, whose rules hold.
class PeopleClient {
 public:
    PeopleClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void annotators(QObject* context, Answer<std::vector<store::AnnotatorRecord>> done);
    void addAnnotator(QObject* context, const QString& name, const QString& colour,
                      Answer<store::AnnotatorRecord> done);
    void setColour(QObject* context, const QString& annotator, const QString& colour, Answer<void> done);
    void tasks(QObject* context, Answer<std::vector<store::TaskRecord>> done);
    void addTask(QObject* context, const store::TaskRecord& task, Answer<store::TaskRecord> done);
    void removeTask(QObject* context, std::int64_t task, Answer<void> done);
    void progress(QObject* context, std::int64_t task, Answer<store::TaskProgress> done);
    void nextUnfinished(QObject* context, std::int64_t task, std::int64_t after,
                        Answer<std::optional<std::int64_t>> done);
    void images(QObject* context, const store::ImageFilter& filter, Answer<std::vector<std::int64_t>> done,
                const QString& part = {});
    void marks(QObject* context, Answer<std::vector<store::MarkRecord>> done);

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
