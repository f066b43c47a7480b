// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace legenda::ui {

class Page;

// Region texts from files into the project and back, by dialogs over the page. GUI thread.
class SnippetFiles : public QObject {
    Q_OBJECT
 public:
    explicit SnippetFiles(Page* page);

    void importFrom();
    void exportTo();

 Q_SIGNALS:
    void imported();

 private:
    Page* page_;
};

}  // namespace legenda::ui
