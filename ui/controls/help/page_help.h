// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>
#include <QToolButton>

class QLabel;
class QScrollArea;
class QShortcut;

namespace legenda::ui {

class Page;

// "What am I looking at?": a card over a page that explains it as it stands. It does not block the page; Esc, its own
// button and the button that opened it close it. GUI thread.
class PageHelp : public QFrame {
    Q_OBJECT
 public:
    static void toggle(Page* page);
    void dismiss();

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

 private:
    explicit PageHelp(Page* page);
    void open();
    QWidget* body();
    void place();

    Page* page_;
    QLabel* now_;
    QScrollArea* scroll_;
    QShortcut* escape_;
    QPointer<QWidget> before_;  // had the focus, and gets it back
};

// The small button of a page that opens its explanation. Its default action can stand in a menu of tools.
class PageHelpButton : public QToolButton {
    Q_OBJECT
 public:
    explicit PageHelpButton(Page* page, QWidget* parent = nullptr);
};

}  // namespace legenda::ui
