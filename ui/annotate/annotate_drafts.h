// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QObject>
#include <QStringList>

#include <map>
#include <string>

namespace legenda::ui {

class AnnotateDocument;

// Keeps what is being typed in the project until an edit writes it. What was being typed when an earlier session ended
// is written into the project as edits once its writer signs in, and said. A text whose box is gone is shown, so that
// it can be copied. GUI thread.
class AnnotateDrafts : public QObject {
    Q_OBJECT
 public:
    AnnotateDrafts(Page* page, AnnotateDocument* document);

    // An empty text is kept no longer.
    void keep(const QString& region, const QString& snippet, const QString& text);
    // An edit writes this text and removes its draft: an older one that still waits is not written after it.
    void forget(const QString& snippet) { newest_.erase(snippet.toStdString()); }

 Q_SIGNALS:
    void showRequested(qint64 image);  // one with a restored text

 private:
    void keepNext();
    void restore(const std::vector<store::DraftRecord>& drafts);
    void tell();

    Page* page_;
    AnnotateDocument* document_;
    // The newest of each text. One at a time is written: while the project cannot be, they do not pile up.
    std::map<std::string, store::DraftRecord> newest_;
    bool writing_ = false;
    int waiting_ = 0, restored_ = 0;
    qint64 image_ = 0;  // of the newest restored text
    QStringList lost_;  // texts whose boxes are gone
};

}  // namespace legenda::ui
