// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/snippets.h"

#include <QObject>

namespace legenda::ui {

class Page;

// Region texts from files into the project and back, by dialogs over the page. GUI thread.
class SnippetFiles : public QObject {
    Q_OBJECT
 public:
    explicit SnippetFiles(Page* page);

    void importFrom();
    void importFolder();  // of labelme or Entities
    void exportTo();      // says first what the format cannot hold

 Q_SIGNALS:
    void imported();

 private:
    void read(const QString& path);
    void confirm(const exchange::SnippetsTarget& target, const exchange::SnippetsReport& report);
    void write(const exchange::SnippetsTarget& target);

    Page* page_;
};

}  // namespace legenda::ui
