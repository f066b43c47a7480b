// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/people_client.h"

namespace legenda::ui {

void PeopleClient::annotators(QObject* context, Answer<std::vector<store::AnnotatorRecord>> done) {
    session_.tasks().annotators(delivery_.inProject(context, std::move(done)));
}

void PeopleClient::addAnnotator(QObject* context, const QString& name, const QString& colour,
                                Answer<store::AnnotatorRecord> done) {
    session_.tasks().addAnnotator(name.toStdString(), colour.toStdString(),
                                  delivery_.inProject(context, std::move(done)));
}

void PeopleClient::setColour(QObject* context, const QString& annotator, const QString& colour, Answer<void> done) {
    session_.tasks().setColour(annotator.toStdString(), colour.toStdString(),
                               delivery_.inProject(context, std::move(done)));
}

void PeopleClient::tasks(QObject* context, Answer<std::vector<store::TaskRecord>> done) {
    session_.tasks().tasks(delivery_.inProject(context, std::move(done)));
}

void PeopleClient::addTask(QObject* context, const store::TaskRecord& task, Answer<store::TaskRecord> done) {
    session_.tasks().addTask(task, delivery_.inProject(context, std::move(done)));
}

void PeopleClient::removeTask(QObject* context, std::int64_t task, Answer<void> done) {
    session_.tasks().removeTask(task, delivery_.inProject(context, std::move(done)));
}

void PeopleClient::progress(QObject* context, std::int64_t task, Answer<store::TaskProgress> done) {
    session_.tasks().progress(task, delivery_.inProject(context, std::move(done)),
                              askerOf(context, QString::number(task)));
}

void PeopleClient::nextUnfinished(QObject* context, std::int64_t task, std::int64_t after,
                                  Answer<std::optional<std::int64_t>> done) {
    session_.tasks().nextUnfinished(task, after, delivery_.inProject(context, std::move(done)));
}

void PeopleClient::images(QObject* context, const store::ImageFilter& filter, Answer<std::vector<std::int64_t>> done,
                          const QString& part) {
    session_.tasks().images(filter, delivery_.inProject(context, std::move(done)), askerOf(context, part));
}

void PeopleClient::marks(QObject* context, Answer<std::vector<store::MarkRecord>> done) {
    session_.tasks().marks(delivery_.inProject(context, std::move(done)));
}

}  // namespace legenda::ui
