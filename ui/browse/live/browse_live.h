// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/canvas/other_answer.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QRectF>
#include <QSet>
#include <QTimer>

#include <optional>

namespace legenda::ui {

class BrowseDescribed;
class BrowseState;
class CaptionBubble;
class Page;

// The program that answers beside our models, where the user has chosen one: it is asked for captions of the whole
// image, and of the chosen box once that is still, and its caption stands in the box's bubble. After a failure that
// ended it, it is asked again only when the user says so, and never about a picture while Browse is not shown. GUI
// thread.
class BrowseLive : public QObject {
    Q_OBJECT
 public:
    BrowseLive(Page* page, BrowseState* state, BrowseDescribed* described);

    const std::optional<LiveProgram>& program() const { return program_; }
    OtherAnswer::Content ofImage() const;
    OtherAnswer::Content ofBox() const;
    void again();

 Q_SIGNALS:
    void changed();  // program(), ofImage() or ofBox()

 private:
    // What is to be described.
    struct Place {
        qint64 image = 0, box = 0;  // 0: none
        QRectF at;                  // of the box
        bool operator==(const Place&) const = default;
    };
    struct Said {
        QString text;
        bool failed = false;
        QRectF at;
    };
    bool eventFilter(QObject* watched, QEvent* event) override;
    void takeProgram();
    void leaveProject();
    void forget();  // what was said and asked
    void follow();
    void ask();
    void askFor(const Place& place);
    void take(const Place& place, const base::Result<inference::CaptionResult>& result);
    void show();
    const Said* saidOfImage() const;
    const Said* saidOfBox() const;
    OtherAnswer::Content contentOf(const Said* said) const;

    Page* page_;
    BrowseState* state_;
    BrowseDescribed* described_;
    std::optional<LiveProgram> program_;
    Place place_;                  // what is shown
    Place askedImage_, askedBox_;  // not answered yet
    QHash<qint64, Said> images_, boxes_;
    QString stopped_;     // why the program was ended; empty: it was not
    quint64 use_ = 0;     // incremented with every program and project, so that late answers are recognised
    QSet<QString> told_;  // addresses that pictures have been sent to
    QTimer still_;
    QPointer<CaptionBubble> bubble_;
};

}  // namespace legenda::ui
