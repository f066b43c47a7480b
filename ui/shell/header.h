// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QFrame>
#include <QTimer>

class QLineEdit;
class QMenu;

namespace legenda::ui {

class MenuButton;

// The 40 px above the pages: project and its menu, search, jobs.
class MainHeader : public QFrame {
    Q_OBJECT
 public:
    MainHeader(Bridge* bridge, QMenu* projectMenu, QWidget* parent = nullptr);

    void setProjectName(const QString& name, const QString& folder);
    void setSearchEnabled(bool enabled);
    void focusSearch();
    void search(const QString& words);  // in the captions
    void ask();                         // to the "ask for an image" mode, with the focus

 Q_SIGNALS:
    void searchChanged(const QString& text, legenda::ui::SearchMode mode);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    void setMode(SearchMode mode);

    MenuButton* project_;
    QLineEdit* search_;
    QAction* modeAction_;
    SearchMode mode_ = SearchMode::Captions;
    QTimer typed_;
};

}  // namespace legenda::ui
