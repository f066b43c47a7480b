// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/annotations_client.h"

#include "ui/bridge/bridge.h"

namespace legenda::ui {

Answer<store::EditOutcome> AnnotationsClient::announcing(std::int64_t image, QObject* context,
                                                         Answer<store::EditOutcome> done) {
    return [&bridge = bridge_, image, project = bridge_.project() ? bridge_.project()->folder : std::filesystem::path{},
            guard = QPointer<QObject>(context), done = std::move(done)](base::Result<store::EditOutcome> result) {
        if (result && bridge.project() && bridge.project()->folder == project)
            Q_EMIT bridge.annotationSaved(image, *result);
        if (!result) Q_EMIT bridge.annotationFailed(result.error());
        if (guard && done) bridge.deliver(project, [&] { done(std::move(result)); });
    };
}

void AnnotationsClient::load(QObject* context, std::int64_t image, Answer<store::EditOutcome> done) {
    session_.annotations().load(image, delivery_.inProject(context, std::move(done)));
}

void AnnotationsClient::apply(QObject* context, const store::Edit& edit, Answer<store::EditOutcome> done) {
    session_.annotations().apply(edit, delivery_.to(&bridge_, announcing(edit.image, context, std::move(done))));
}

void AnnotationsClient::apply(QObject* context, const std::vector<store::Edit>& edits, const QString& label,
                              Answer<store::EditOutcome> done) {
    if (edits.empty()) return;
    session_.annotations().apply(edits, label.toStdString(),
                                 delivery_.to(&bridge_, announcing(edits.front().image, context, std::move(done))));
}

void AnnotationsClient::undo(QObject* context, std::int64_t image, Answer<store::EditOutcome> done) {
    session_.annotations().undo(image, delivery_.to(&bridge_, announcing(image, context, std::move(done))));
}

void AnnotationsClient::redo(QObject* context, std::int64_t image, Answer<store::EditOutcome> done) {
    session_.annotations().redo(image, delivery_.to(&bridge_, announcing(image, context, std::move(done))));
}

void AnnotationsClient::undoEdit(QObject* context, std::int64_t image, std::int64_t action,
                                 Answer<store::EditOutcome> done) {
    session_.annotations().undoEdit(image, action, delivery_.to(&bridge_, announcing(image, context, std::move(done))));
}

void AnnotationsClient::signIn(QObject* context, const store::Viewer& viewer,
                               Answer<std::vector<store::DraftRecord>> done) {
    session_.annotations().signIn(
        viewer, delivery_.inProject<std::vector<store::DraftRecord>>(
                    &bridge_, [&bridge = bridge_, viewer, guard = QPointer<QObject>(context),
                               done = std::move(done)](base::Result<std::vector<store::DraftRecord>> drafts) {
                        if (drafts) Q_EMIT bridge.signedIn(viewer, *drafts);
                        if (guard && done) done(std::move(drafts));
                    }));
}

store::Viewer AnnotationsClient::viewer() const {
    return session_.annotations().viewer();
}

void AnnotationsClient::keepDraft(QObject* context, const store::DraftRecord& draft, Answer<void> done) {
    session_.annotations().keepDraft(draft, delivery_.to(context, std::move(done)));
}

void AnnotationsClient::searchTexts(QObject* context, const QString& words, int most,
                                    Answer<std::vector<store::SnippetHit>> done) {
    session_.tasks().searchTexts(words.toStdString(), most, delivery_.inProject(context, std::move(done)),
                                 askerOf(context));
}

void AnnotationsClient::whenWritten(QObject* context, Answer<void> done) {
    session_.annotations().whenWritten(delivery_.to(context, std::move(done)));
}

void AnnotationsClient::regionCounts(QObject* context, Answer<std::vector<std::pair<std::int64_t, int>>> done) {
    session_.annotations().regionCounts(delivery_.inProject(context, std::move(done)));
}

void AnnotationsClient::recall(QObject* context, const QString& key, Answer<std::string> done) {
    session_.annotations().recall(key.toStdString(), delivery_.to(context, std::move(done)));
}

void AnnotationsClient::remember(const QString& key, const QString& value) {
    session_.annotations().remember(key.toStdString(), value.toStdString());
}

}  // namespace legenda::ui
