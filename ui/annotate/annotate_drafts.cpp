// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_drafts.h"

#include "ui/annotate/annotate_document.h"

#include <utility>

namespace legenda::ui {

AnnotateDrafts::AnnotateDrafts(Page* page, AnnotateDocument* document)
    : QObject(page), page_(page), document_(document) {
    connect(page->bridge(), &Bridge::signedIn, this,
            [this](const store::Viewer&, const auto& drafts) { restore(drafts); });
}

void AnnotateDrafts::keep(const QString& region, const QString& snippet, const QString& text) {
    store::DraftRecord draft;
    draft.image = document_->image();
    draft.region = region.toStdString();
    draft.snippet = snippet.toStdString();
    draft.text = text.toStdString();
    newest_[draft.snippet] = draft;
    keepNext();
}

void AnnotateDrafts::keepNext() {
    if (writing_ || newest_.empty()) return;
    writing_ = true;
    const store::DraftRecord draft = newest_.begin()->second;
    newest_.erase(newest_.begin());
    // A failure is not told: the edit that follows tells its own.
    page_->bridge()->annotations().keepDraft(this, draft, [this](const base::Status&) {
        writing_ = false;
        keepNext();
    });
}

void AnnotateDrafts::restore(const std::vector<store::DraftRecord>& drafts) {
    for (const auto& draft : drafts) {
        store::Edit edit;
        edit.kind = store::Edit::Kind::SetText;
        edit.image = draft.image;
        edit.region = draft.region;
        edit.snippet = draft.snippet;
        edit.text = draft.text;
        ++waiting_;
        // The edit that writes the text removes its draft.
        page_->bridge()->annotations().apply(this, edit, [this, draft](base::Result<store::EditOutcome> outcome) {
            if (outcome) {
                ++restored_;
                image_ = draft.image;
            } else if (outcome.error().code == base::ErrorCode::BadInput) {
                lost_ += QString::fromStdString(draft.text);
                store::DraftRecord gone = draft;
                gone.text.clear();
                page_->bridge()->annotations().keepDraft(this, gone, {});
            }  // else the draft waits for the next opening
            if (--waiting_ == 0) tell();
        });
    }
}

void AnnotateDrafts::tell() {
    document_->reload();
    if (const int restored = std::exchange(restored_, 0); restored > 0)
        page_->toast(restored == 1
                         ? tr("Restored: the text that was being typed when the program ended")
                         : tr("Restored: %1 texts that were being typed when the program ended").arg(restored),
                     tr("Show"), [this, image = image_] { Q_EMIT showRequested(image); });
    const QStringList lost = std::exchange(lost_, {});
    if (lost.isEmpty()) return;
    base::Error error;
    error.code = base::ErrorCode::BadInput;
    error.message = tr("The box of a text that was being typed is gone: “%1”").arg(lost.join(tr("”, “"))).toStdString();
    page_->showError(error);
}

}  // namespace legenda::ui
