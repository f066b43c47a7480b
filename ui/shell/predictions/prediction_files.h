// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

class QMainWindow;

namespace legenda::ui {

// Other models' predictions into the open project and out of it, by dialogs over the window. GUI thread.
class PredictionFiles : public QObject {
    Q_OBJECT
 public:
    PredictionFiles(Bridge* bridge, QMainWindow* window);

    // Whether a path that is dropped on the window is offered for import: told from its name alone, not its content.
    bool takes(const QString& path) const;
    void importFrom(const QString& fileOrFolder = {});
    void showSets();

 Q_SIGNALS:
    void browseWanted(const QString& set);  // to look at what was imported
    void failed(const legenda::base::Error& error);

 private:
    bool hasProject();
    void tell(const std::filesystem::path& project, const exchange::PredictionsReport& report);

    Bridge* bridge_;
    QMainWindow* window_;
};

}  // namespace legenda::ui
