// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

class Bridge;

// The user's annotations, and state that a page keeps with the project. Every edit that is saved also emits
// Bridge::annotationSaved, every one that fails Bridge::annotationFailed. Reached through Bridge, whose rules hold.
class AnnotationsClient {
 public:
    AnnotationsClient(Bridge& bridge, session::Session& session, Delivery& delivery)
        : bridge_(bridge), session_(session), delivery_(delivery) {}

    void load(QObject* context, std::int64_t image, Answer<store::EditOutcome> done);
    void apply(QObject* context, const store::Edit& edit, Answer<store::EditOutcome> done);
    // Several of one image as one edit, all or none; label "": that of the first one.
    void apply(QObject* context, const std::vector<store::Edit>& edits, const QString& label,
               Answer<store::EditOutcome> done);
    void undo(QObject* context, std::int64_t image, Answer<store::EditOutcome> done);
    void redo(QObject* context, std::int64_t image, Answer<store::EditOutcome> done);
    // This very edit (its row of the table `action`), whatever was done after it.
    void undoEdit(QObject* context, std::int64_t image, std::int64_t action, Answer<store::EditOutcome> done);
    // The annotator of all later calls. Answers, and Bridge::signedIn tells every page, the texts that this person was
    // writing in sessions that ended before they were saved.
    void signIn(QObject* context, const store::Viewer& viewer, Answer<std::vector<store::DraftRecord>> done);
    store::Viewer viewer() const;
    // A text that is being typed, at most a second after each change; an empty text removes it.
    void keepDraft(QObject* context, const store::DraftRecord& draft, Answer<void> done);
    // Texts of regions in the project that hold all the words, at most `most`.
    void searchTexts(QObject* context, const QString& words, int most, Answer<std::vector<store::SnippetHit>> done);
    // Answered after all earlier writes: edits, and stored state.
    void whenWritten(QObject* context, Answer<void> done);
    void regionCounts(QObject* context, Answer<std::vector<std::pair<std::int64_t, int>>> done);
    void recall(QObject* context, const QString& key, Answer<std::string> done);
    void remember(const QString& key, const QString& value);

 private:
    // Announces the result of an edit to every page before its requester receives it.
    Answer<store::EditOutcome> announcing(std::int64_t image, QObject* context, Answer<store::EditOutcome> done);

    Bridge& bridge_;
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
