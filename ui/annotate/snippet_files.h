// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/jobs.h"

#include <QObject>

namespace legenda::ui {

class Page;

// Region texts from files into the project and back, by dialogs over the page. GUI thread.
class SnippetFiles : public QObject {
    Q_OBJECT
 public:
    explicit SnippetFiles(Page* page);

    // These ask for the file or folder.
    void importFrom();
    void importFolder();  // of labelme or Entities
    void exportTo();

    void read(const QString& path);
    // Says first what the format cannot hold, and writes when that is accepted.
    void write(const exchange::SnippetsTarget& target);

 Q_SIGNALS:
    void imported();

 private:
    void confirm(const exchange::SnippetsTarget& target, const exchange::SnippetsReport& report);
    void writeAccepted(const exchange::SnippetsTarget& target);
    void tellImported(const QString& sentence);

    Page* page_;
};

}  // namespace legenda::ui
