// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <functional>

class QPushButton;

namespace legenda::ui {

class Page;

// The content of an empty page: an icon, the purpose of the page in one sentence, and one button to begin. GUI
// thread.
class PageHint : public QWidget {
    Q_OBJECT
 public:
    PageHint(const QString& icon, const QString& title, const QString& sentence, const QString& button,
             std::function<void()> run, QWidget* parent = nullptr);
    void setButtonEnabled(bool enabled);

 private:
    QPushButton* button_ = nullptr;
};

// The hint of a page that needs a project: opens the demo project.
PageHint* projectHint(Page* page, const QString& icon, const QString& title, const QString& sentence);

}  // namespace legenda::ui
